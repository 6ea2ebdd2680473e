import type { FeatureManifest } from '../../manifest.ts';

/** Scheme of the read-only documents that show a prompt; the query says which. */
export const PROMPT_SCHEME = 'clutch-prompt';

export const promptsManifest = {
  commands: {
    'clutch.showPrompt': {
      title: 'Show Prompt…',
      icon: 'comment-discussion',
      enablement: 'workspaceFolderCount > 0 || clutch.hasPlan',
    },
    'clutch.showPrompt.workstream': { title: 'Show Prompt', palette: false },
    'clutch.comparePrompts': { title: 'Compare Prompt Versions', palette: false },
    'clutch.editPrompt': {
      title: 'Edit for This Project',
      icon: 'edit',
      enablement: 'isWorkspaceTrusted',
      palette: false,
    },
  },
  views: [],
  welcome: [],
  menus: {
    'view/item/context': [
      {
        command: 'clutch.showPrompt.workstream',
        when: 'view == clutch.workstreams && viewItem =~ /;workstream;/',
        group: '4_show@0',
      },
    ],
    'editor/title': [
      { command: 'clutch.editPrompt', when: `resourceScheme == ${PROMPT_SCHEME}`, group: 'navigation@1' },
    ],
  },
} as const satisfies FeatureManifest;
