import type { FeatureManifest } from '../../manifest.ts';
import { walkthrough } from './walkthrough.ts';

export const helpManifest = {
  commands: {
    'clutch.openHelp': { title: 'Open Help', icon: 'question' },
    'clutch.openWalkthrough': { title: 'Get Started' },
    'clutch.insertPrompt': { title: 'Insert Prompt…' },
  },
  views: [],
  welcome: [],
  panels: ['clutch.help'],
  walkthroughs: [walkthrough],
  menus: {
    'view/title': [{ command: 'clutch.openHelp', when: 'view == clutch.projects', group: 'navigation@9' }],
  },
} as const satisfies FeatureManifest;
