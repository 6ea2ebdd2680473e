import type { WelcomeManifest } from './manifest.ts';

/**
 * What an empty view says before there is anything to show: that no folder is open, that the server is not there yet,
 * or not there at all. One way on each.
 */
export const beforeAnything = (view: string, openFolder: string): readonly WelcomeManifest[] => [
  {
    view,
    contents: `${openFolder}\n[Open Folder](command:vscode.openFolder)`,
    when: 'workspaceFolderCount == 0',
  },
  {
    view,
    contents: 'CLUTCH is starting…',
    when: 'clutch.serverState == starting && !clutch.loaded && workspaceFolderCount > 0',
  },
  {
    view,
    contents: 'The CLUTCH server is not running; its log says why.\n[Restart Server](command:clutch.restartServer)',
    when: 'clutch.serverState == down && workspaceFolderCount > 0',
  },
  {
    view,
    contents:
      'A CLUTCH server of another version is running on this machine.\n[Replace Server](command:clutch.restartServer)',
    when: 'clutch.serverState == incompatible && workspaceFolderCount > 0',
  },
];

/** The server has answered, and a folder is open. */
export const READY = 'clutch.loaded && workspaceFolderCount > 0 && clutch.serverState == ready';
