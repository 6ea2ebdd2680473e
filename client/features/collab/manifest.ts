import type { FeatureManifest } from '../../manifest.ts';

const trusted = 'isWorkspaceTrusted';
const row = { enablement: trusted, palette: false } as const;
const inFolder = { enablement: `${trusted} && workspaceFolderCount > 0` } as const;
const when = (key: string) => ({ enablement: `${trusted} && ${key}` }) as const;
const here = 'view == clutch.peers';
/** In Peers and in Needs You. */
const joining = 'viewItem =~ /^;joining;/';
const peer = `${here} && viewItem =~ /^;peer;/ && !(viewItem =~ /;(?:revoked|main);/)`;

export const collabManifest = {
  commands: {
    'clutch.shareProject': { title: 'Share Project…', icon: 'broadcast', ...inFolder },
    'clutch.joinProject': { title: 'Join Project…', icon: 'plug', ...inFolder },
    'clutch.inviteMachine': { title: 'Invite Machine…', icon: 'person-add', ...when('clutch.isMain') },
    'clutch.decideJoin': { title: 'Decide Who Joins…', icon: 'person-add', ...when('clutch.isAskedToJoin') },
    'clutch.takeOverMain': { title: 'Make This Machine Main…', ...when('clutch.canTakeOver') },
    'clutch.leaveProject': { title: 'Leave Shared Project…', ...when('clutch.isShared') },
    'clutch.confirmMachine': { title: 'Let It Join…', icon: 'check', ...row },
    'clutch.rejectMachine': { title: 'Reject', icon: 'close', ...row },
    'clutch.changeMachineRole': { title: 'Change Role…', ...row },
    'clutch.handOverMain': { title: 'Hand Over Main…', ...row },
    'clutch.revokeMachine': { title: 'Revoke…', icon: 'circle-slash', ...row },
  },
  views: [],
  welcome: [],
  menus: {
    'view/title': [
      { command: 'clutch.inviteMachine', when: here, group: '2_members@1' },
      { command: 'clutch.shareProject', when: here, group: '2_members@2' },
      { command: 'clutch.joinProject', when: here, group: '2_members@3' },
      { command: 'clutch.takeOverMain', when: here, group: '3_members@1' },
      { command: 'clutch.leaveProject', when: here, group: '3_members@2' },
    ],
    'view/item/context': [
      { command: 'clutch.confirmMachine', when: joining, group: 'inline@1' },
      { command: 'clutch.rejectMachine', when: joining, group: 'inline@2' },
      { command: 'clutch.confirmMachine', when: joining, group: '1_join@1' },
      { command: 'clutch.rejectMachine', when: joining, group: '1_join@2' },
      { command: 'clutch.changeMachineRole', when: peer, group: '5_members@1' },
      { command: 'clutch.handOverMain', when: peer, group: '5_members@2' },
      { command: 'clutch.revokeMachine', when: peer, group: '5_members@3' },
    ],
  },
} as const satisfies FeatureManifest;
