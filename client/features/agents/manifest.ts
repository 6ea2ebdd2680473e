import type { FeatureManifest } from '../../manifest.ts';

export const agentsManifest = {
  commands: {
    'clutch.chooseAgent': {
      title: 'Choose Agent…',
      icon: 'robot',
      enablement: 'isWorkspaceTrusted && workspaceFolderCount > 0',
    },
  },
  views: [],
  welcome: [],
  menus: {
    'view/title': [{ command: 'clutch.chooseAgent', when: 'view == clutch.projects', group: '2_agents@1' }],
  },
} as const satisfies FeatureManifest;
