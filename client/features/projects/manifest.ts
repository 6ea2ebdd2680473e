import type { FeatureManifest } from '../../manifest.ts';

const loaded = 'clutch.loaded';
const project = 'viewItem =~ /^;project;/';
/** Those that are shown with their plans. */
const present = 'viewItem =~ /^;project;(?:attached|new);/';

export const projectsManifest = {
  commands: {
    'clutch.newPlan': {
      title: 'New Plan…',
      icon: 'new-file',
      enablement: 'isWorkspaceTrusted && workspaceFolderCount > 0',
    },
    'clutch.openTranscript': { title: 'Open Transcript', icon: 'comment', palette: false },
    'clutch.attachProject': { title: 'Attach Project…', icon: 'link', enablement: loaded },
    'clutch.detachProject': { title: 'Detach Project…', icon: 'debug-disconnect', enablement: loaded },
    'clutch.openProject': { title: 'Open in New Window', icon: 'multiple-windows', palette: false },
    'clutch.revealProject': { title: 'Reveal Folder', palette: false },
    'clutch.copyProjectPath': { title: 'Copy Path', palette: false },
    'clutch.openProjectSettings': { title: 'Open Settings of Project', icon: 'settings-gear', palette: false },
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
    {
      view: 'clutch.projects',
      contents:
        'CLUTCH is not set up on this machine yet. Seven short questions do it, and every file is shown before it is written.\n[Set Up CLUTCH…](command:clutch.setup)',
      when: 'clutch.isNotSetUp',
    },
  ],
  menus: {
    'view/title': [
      { command: 'clutch.newPlan', when: 'view == clutch.projects', group: 'navigation@1' },
      { command: 'clutch.attachProject', when: 'view == clutch.projects', group: '1_projects@1' },
    ],
    'view/item/context': [
      { command: 'clutch.newPlan', when: present, group: 'inline@1' },
      { command: 'clutch.openProject', when: project, group: 'inline@2' },
      {
        command: 'clutch.attachProject',
        when: 'viewItem =~ /^;(?:project;(?:new|detached)|warning;attach);/',
        group: 'inline@3',
      },
      { command: 'clutch.detachProject', when: 'viewItem =~ /^;warning;detach;/', group: 'inline@3' },
      { command: 'clutch.newPlan', when: present, group: '1_open@1' },
      { command: 'clutch.openProject', when: project, group: '1_open@2' },
      { command: 'clutch.openProjectSettings', when: present, group: '1_open@4' },
      { command: 'clutch.attachProject', when: 'viewItem =~ /^;project;(?:new|detached);/', group: '2_registration@1' },
      { command: 'clutch.detachProject', when: present, group: '2_registration@2' },
      { command: 'clutch.revealProject', when: project, group: '9_copy@1' },
      { command: 'clutch.copyProjectPath', when: project, group: '9_copy@2' },
    ],
  },
} as const satisfies FeatureManifest;
