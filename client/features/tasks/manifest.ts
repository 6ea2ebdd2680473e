import type { FeatureManifest } from '../../manifest.ts';

const trusted = 'isWorkspaceTrusted';
const some = 'clutch.hasTask';
const here = 'view == clutch.tasks';
/** Rows of tasks; see `contextValue` in tree.ts. */
const row = 'viewItem =~ /^;task;/';
const written = 'viewItem =~ /^;task;person;/';
const ofRun = 'viewItem =~ /^;task;run;/';
const movable = 'viewItem =~ /^;task;.*;move;/';
const loaded = 'clutch.tasksLoaded';

export const tasksManifest = {
  commands: {
    'clutch.newTask': {
      title: 'New Task…',
      icon: 'add',
      enablement: `${trusted} && (workspaceFolderCount > 0 || ${some})`,
    },
    'clutch.openTask': { title: 'Open Task', icon: 'go-to-file', enablement: some },
    'clutch.showTaskInMonitor': { title: 'Show Task in Monitor', icon: 'pulse', enablement: some },
    'clutch.moveTask': { title: 'Move Task…', icon: 'arrow-swap', enablement: `${trusted} && ${some}` },
    'clutch.setTaskPriority': { title: 'Set Priority of Task…', enablement: `${trusted} && ${some}` },
    'clutch.editTask': { title: 'Edit Task…', icon: 'edit', enablement: `${trusted} && ${some}` },
    'clutch.commentTask': { title: 'Comment on Task…', icon: 'comment', enablement: `${trusted} && ${some}` },
    'clutch.removeTask': { title: 'Remove Task…', icon: 'trash', enablement: `${trusted} && ${some}` },
    'clutch.filterTasks': { title: 'Filter Tasks…', icon: 'filter', enablement: some },
    'clutch.clearTaskFilter': {
      title: 'Show All Tasks',
      icon: 'clear-all',
      enablement: 'clutch.tasksFiltered',
    },
  },
  views: [{ id: 'clutch.tasks', name: 'Tasks', icon: 'checklist' }],
  welcome: [
    {
      view: 'clutch.tasks',
      contents:
        'Open the folder of a project to see and write down what there is to do.\n[Open Folder](command:vscode.openFolder)',
      when: `workspaceFolderCount == 0 && !${some}`,
    },
    {
      view: 'clutch.tasks',
      contents:
        'There is nothing to do yet. Tasks appear here when a plan runs, and you can write down your own.\n[New Task…](command:clutch.newTask)',
      when: `${loaded} && !${some} && workspaceFolderCount > 0 && isWorkspaceTrusted`,
    },
    {
      view: 'clutch.tasks',
      contents:
        'There are no tasks, and none is written down in a workspace that you have not trusted.\n[Manage Workspace Trust](command:workbench.trust.manage)',
      when: `${loaded} && !${some} && workspaceFolderCount > 0 && !isWorkspaceTrusted`,
    },
    {
      view: 'clutch.tasks',
      contents: 'No task passes the filter.\n[Show All Tasks](command:clutch.clearTaskFilter)',
      when: `clutch.tasksFiltered && ${some}`,
    },
    {
      view: 'clutch.tasks',
      contents: 'CLUTCH is starting…',
      when: `clutch.serverState == starting && !${loaded} && workspaceFolderCount > 0`,
    },
    {
      view: 'clutch.tasks',
      contents: 'The CLUTCH server is not running; its log says why.\n[Restart Server](command:clutch.restartServer)',
      when: `clutch.serverState == down && !${loaded}`,
    },
    {
      view: 'clutch.tasks',
      contents:
        'A CLUTCH server of another version is running on this machine.\n[Replace Server](command:clutch.restartServer)',
      when: `clutch.serverState == incompatible && !${loaded}`,
    },
  ],
  menus: {
    'view/title': [
      { command: 'clutch.newTask', when: here, group: 'navigation@1' },
      { command: 'clutch.filterTasks', when: here, group: 'navigation@2' },
      { command: 'clutch.clearTaskFilter', when: `${here} && clutch.tasksFiltered`, group: 'navigation@3' },
    ],
    'view/item/context': [
      { command: 'clutch.moveTask', when: movable, group: 'inline@1' },
      { command: 'clutch.commentTask', when: row, group: 'inline@2' },
      { command: 'clutch.showTaskInMonitor', when: ofRun, group: 'inline@3' },
      { command: 'clutch.editTask', when: written, group: 'inline@3' },
      { command: 'clutch.openTask', when: row, group: '1_open@1' },
      { command: 'clutch.showTaskInMonitor', when: ofRun, group: '1_open@2' },
      { command: 'clutch.moveTask', when: movable, group: '2_change@1' },
      { command: 'clutch.setTaskPriority', when: written, group: '2_change@2' },
      { command: 'clutch.editTask', when: written, group: '2_change@3' },
      { command: 'clutch.commentTask', when: row, group: '2_change@4' },
      { command: 'clutch.removeTask', when: written, group: '9_remove@1' },
    ],
  },
} as const satisfies FeatureManifest;
