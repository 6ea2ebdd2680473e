import type { FeatureManifest } from '../../manifest.ts';

export const terminalsManifest = {
  commands: {
    'clutch.showAgentOutput': { title: 'Show Agent Output', icon: 'terminal', enablement: 'clutch.hasAgent' },
  },
  views: [],
  welcome: [],
  menus: {
    'view/item/context': [
      {
        command: 'clutch.showAgentOutput',
        when: 'view == clutch.workstreams && viewItem =~ /;agent;/',
        group: '4_show@3',
      },
    ],
  },
} as const satisfies FeatureManifest;
