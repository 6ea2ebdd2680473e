import type { FeatureManifest } from '../../manifest.ts';

export const setupManifest = {
  commands: {
    'clutch.setup': { title: 'Set Up…', icon: 'tools' },
    'clutch.sessionEntry': { title: 'Show Session Entry', icon: 'compass', enablement: 'workspaceFolderCount > 0' },
  },
  views: [],
  welcome: [],
  menus: {
    'view/title': [
      { command: 'clutch.setup', when: 'view == clutch.projects', group: '9_machine@1' },
      { command: 'clutch.sessionEntry', when: 'view == clutch.projects', group: '1_projects@2' },
    ],
    'view/item/context': [{ command: 'clutch.sessionEntry', when: 'viewItem =~ /^;project;/', group: '1_open@3' }],
  },
} as const satisfies FeatureManifest;
