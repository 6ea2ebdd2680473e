import type { FeatureManifest } from '../../manifest.ts';

export const tasksManifest = {
  commands: {},
  views: [{ id: 'clutch.tasks', name: 'Tasks', icon: 'checklist' }],
  welcome: [{ view: 'clutch.tasks', contents: 'Tasks appear here when a plan runs.', when: 'clutch.loaded' }],
  menus: {},
} as const satisfies FeatureManifest;
