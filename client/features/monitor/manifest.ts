import type { FeatureManifest } from '../../manifest.ts';

export const monitorManifest = {
  commands: {
    'clutch.openMonitor': { title: 'Open Monitor', icon: 'pulse' },
  },
  views: [],
  welcome: [],
  panels: ['clutch.monitor'],
  menus: {
    'view/title': [{ command: 'clutch.openMonitor', when: 'view == clutch.workstreams', group: 'navigation@2' }],
    'view/item/context': [{ command: 'clutch.openMonitor', when: 'viewItem =~ /^;run;/', group: '0_open@1' }],
  },
} as const satisfies FeatureManifest;
