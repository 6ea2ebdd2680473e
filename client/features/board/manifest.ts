import type { FeatureManifest } from '../../manifest.ts';

export const boardManifest = {
  commands: {
    'clutch.openBoard': { title: 'Open Task Board', icon: 'project' },
  },
  views: [],
  welcome: [],
  panels: ['clutch.board'],
  menus: {
    'view/title': [{ command: 'clutch.openBoard', when: 'view == clutch.tasks', group: 'navigation@4' }],
  },
} as const satisfies FeatureManifest;
