import type { FeatureManifest } from '../../manifest.ts';

const ours = 'commentController == clutch.review';

/** Reading what a workstream changed, and telling its executor what to do about it. */
export const reviewManifest = {
  commands: {
    'clutch.showChanges': { title: 'Show Changes', icon: 'diff-multiple', enablement: 'clutch.hasChanges' },
    'clutch.addComment': { title: 'Add Comment', enablement: '!commentIsEmpty', palette: false },
    'clutch.sendComments': {
      title: 'Send to Executor',
      icon: 'send',
      // In the box in which the first comment is written, none is kept yet.
      enablement: `isWorkspaceTrusted && (clutch.hasUnsentComments || ${ours})`,
    },
    'clutch.deleteCommentThread': { title: 'Delete Comments', icon: 'trash', palette: false },
  },
  views: [],
  welcome: [],
  activationEvents: ['onFileSystem:clutch-change'],
  menus: {
    'view/item/context': [
      {
        command: 'clutch.showChanges',
        when: 'view == clutch.workstreams && viewItem =~ /;changes;/',
        group: 'inline@0',
      },
      {
        command: 'clutch.showChanges',
        when: 'view == clutch.workstreams && viewItem =~ /;changes;/',
        group: '4_show@0',
      },
    ],
    'comments/commentThread/context': [
      { command: 'clutch.addComment', when: ours, group: 'inline@1' },
      { command: 'clutch.sendComments', when: ours, group: 'inline@2' },
    ],
    'comments/commentThread/title': [
      { command: 'clutch.sendComments', when: `${ours} && !commentThreadIsEmpty`, group: 'navigation@1' },
      { command: 'clutch.deleteCommentThread', when: `${ours} && !commentThreadIsEmpty`, group: 'navigation@2' },
    ],
    'editor/title': [
      { command: 'clutch.sendComments', when: 'resourceScheme == clutch-change', group: 'navigation@1' },
    ],
  },
} as const satisfies FeatureManifest;
