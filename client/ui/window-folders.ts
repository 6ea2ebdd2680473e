import { workspace } from 'vscode';

/** Paths of the folders that the window has open; those of other file systems have none that the server could read. */
export const windowFolders = (): string[] =>
  (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
