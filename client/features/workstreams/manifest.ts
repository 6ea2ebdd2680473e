import type { FeatureManifest } from '../../manifest.ts';

export const workstreamsManifest = {
  commands: {},
  views: [{ id: 'clutch.workstreams', name: 'Workstreams', icon: 'git-branch' }],
  welcome: [
    {
      view: 'clutch.workstreams',
      contents:
        'Plans are checked, but nothing runs in a workspace that you have not trusted.\n[Manage Workspace Trust](command:workbench.trust.manage)',
      when: '!isWorkspaceTrusted',
    },
    {
      view: 'clutch.workstreams',
      contents: 'Nothing has run yet.\n[Run Plan…](command:clutch.runPlan)',
      when: 'clutch.loaded && clutch.hasPlan && isWorkspaceTrusted',
    },
    {
      view: 'clutch.workstreams',
      contents: 'Runs appear here with their phases, workstreams and validation receipts.',
      when: 'clutch.loaded && !clutch.hasPlan && isWorkspaceTrusted',
    },
  ],
  menus: {},
} as const satisfies FeatureManifest;
