import type { FeatureManifest } from '../../manifest.ts';
import { READY, beforeAnything } from '../../welcome.ts';

const trusted = 'isWorkspaceTrusted';
const row = { enablement: trusted, palette: false } as const;
const here = 'view == clutch.peers';
const peer = `${here} && viewItem =~ /^;peer;/ && !(viewItem =~ /;revoked;/)`;
const offers = (verb: string): string => `${here} && viewItem =~ /^;request;.*;${verb};/`;

export const peersManifest = {
  commands: {
    'clutch.sendNote': { title: 'Send Note…', icon: 'comment', enablement: `${trusted} && clutch.isShared` },
    'clutch.sendRequest': { title: 'Send Request…', icon: 'mail', enablement: `${trusted} && clutch.isShared` },
    'clutch.openOverSsh': { title: 'Open Over SSH…', icon: 'remote', palette: false },
    'clutch.copyPeerId': { title: 'Copy Id', palette: false },
    'clutch.claimRequest': { title: 'Claim', icon: 'person', ...row },
    'clutch.finishRequest': { title: 'Finish…', icon: 'check', ...row },
    'clutch.cancelRequest': { title: 'Cancel…', icon: 'close', ...row },
  },
  views: [{ id: 'clutch.peers', name: 'Peers', icon: 'vm' }],
  welcome: [
    ...beforeAnything('clutch.peers', 'The PCs that share a project appear here once its folder is open.'),
    {
      view: 'clutch.peers',
      contents:
        'A project is shared with other PCs only from a workspace that you trust.\n[Manage Workspace Trust](command:workbench.trust.manage)',
      when: `${READY} && !isWorkspaceTrusted`,
    },
    {
      view: 'clutch.peers',
      contents:
        'Several PCs can work on one project, over a folder that all of them reach.\n[Share Project…](command:clutch.shareProject)',
      when: `${READY} && isWorkspaceTrusted`,
    },
    {
      view: 'clutch.peers',
      contents: 'Shared by another PC already?\n[Join Project…](command:clutch.joinProject)',
      when: `${READY} && isWorkspaceTrusted`,
    },
  ],
  menus: {
    'view/item/context': [
      { command: 'clutch.sendNote', when: peer, group: 'inline@1' },
      { command: 'clutch.sendNote', when: peer, group: '1_send@1' },
      { command: 'clutch.sendRequest', when: peer, group: '1_send@2' },
      { command: 'clutch.openOverSsh', when: `${here} && viewItem =~ /^;peer;.*;ssh;/`, group: '2_open@1' },
      { command: 'clutch.copyPeerId', when: `${here} && viewItem =~ /^;peer/`, group: '9_copy@1' },
      { command: 'clutch.claimRequest', when: offers('claim'), group: 'inline@1' },
      { command: 'clutch.finishRequest', when: offers('finish'), group: 'inline@2' },
      { command: 'clutch.claimRequest', when: offers('claim'), group: '1_request@1' },
      { command: 'clutch.finishRequest', when: offers('finish'), group: '1_request@2' },
      { command: 'clutch.cancelRequest', when: offers('cancel'), group: '1_request@3' },
    ],
  },
} as const satisfies FeatureManifest;
