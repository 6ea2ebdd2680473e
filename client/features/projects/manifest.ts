import type { FeatureManifest } from '../../manifest.ts';

const loaded = 'clutch.loaded';

export const projectsManifest = {
  commands: {
    'clutch.newPlan': {
      title: 'New Plan…',
      icon: 'new-file',
      enablement: 'isWorkspaceTrusted && workspaceFolderCount > 0',
    },
    'clutch.openTranscript': { title: 'Open Transcript', icon: 'comment', palette: false },
  },
  views: [{ id: 'clutch.projects', name: 'Projects', icon: 'project' }],
  welcome: [
    {
      view: 'clutch.projects',
      contents: 'Open the folder of a project to plan and run work in it.\n[Open Folder](command:vscode.openFolder)',
      when: 'workspaceFolderCount == 0',
    },
    {
      view: 'clutch.projects',
      contents:
        'No plan was found here. A plan is a document in the folder PRDs that says what is to be built, in phases; seven questions make one.\n[New Plan…](command:clutch.newPlan)',
      when: `${loaded} && workspaceFolderCount > 0 && !clutch.hasPlan && isWorkspaceTrusted`,
    },
    {
      view: 'clutch.projects',
      contents:
        'No plan was found here, and none is written in a workspace that you have not trusted.\n[Manage Workspace Trust](command:workbench.trust.manage)',
      when: `${loaded} && workspaceFolderCount > 0 && !clutch.hasPlan && !isWorkspaceTrusted`,
    },
    {
      view: 'clutch.projects',
      contents: 'CLUTCH is starting…',
      when: `clutch.serverState == starting && !${loaded} && workspaceFolderCount > 0`,
    },
    {
      view: 'clutch.projects',
      contents: 'The CLUTCH server is not running; its log says why.\n[Restart Server](command:clutch.restartServer)',
      when: 'clutch.serverState == down',
    },
    {
      view: 'clutch.projects',
      contents:
        'A CLUTCH server of another version is running on this machine.\n[Replace Server](command:clutch.restartServer)',
      when: 'clutch.serverState == incompatible',
    },
  ],
  menus: {
    'view/title': [{ command: 'clutch.newPlan', when: 'view == clutch.projects', group: 'navigation@1' }],
  },
} as const satisfies FeatureManifest;
