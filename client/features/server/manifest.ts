import type { FeatureManifest } from '../../manifest.ts';

export const serverManifest = {
  commands: {
    'clutch.restartServer': { title: 'Restart Server', icon: 'debug-restart' },
    'clutch.showServerLog': { title: 'Show Server Log', icon: 'output' },
  },
  views: [],
  welcome: [],
  menus: {},
} as const satisfies FeatureManifest;
