import type { FeatureManifest } from '../../manifest.ts';

const here = 'view == clutch.health';
const offers = (verb: string): string => `${here} && viewItem =~ /^;finding;.*;${verb};/`;

export const healthManifest = {
  commands: {
    'clutch.doctor': { title: 'Check This Machine', icon: 'refresh' },
    'clutch.takeNextStep': { title: 'Take Next Step', icon: 'wrench', palette: false },
    'clutch.copyFinding': { title: 'Copy', palette: false },
  },
  views: [{ id: 'clutch.health', name: 'Health', icon: 'pulse', collapsed: true }],
  welcome: [
    {
      view: 'clutch.health',
      contents:
        'Whether git, Node, agents, shared folders, disks, clocks and the server are fit for work. Nothing is changed, and nothing is looked at before you ask.\n[Check This Machine](command:clutch.doctor)',
      when: 'true',
    },
  ],
  menus: {
    'view/title': [{ command: 'clutch.doctor', when: here, group: 'navigation@1' }],
    'view/item/context': [
      { command: 'clutch.takeNextStep', when: offers('step'), group: 'inline@1' },
      { command: 'clutch.takeNextStep', when: offers('step'), group: '1_step@1' },
      { command: 'clutch.copyFinding', when: `${here} && viewItem =~ /^;finding;/`, group: '9_copy@1' },
    ],
  },
} as const satisfies FeatureManifest;
