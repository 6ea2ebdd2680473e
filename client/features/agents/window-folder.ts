import { window, workspace, type Uri } from 'vscode';

/** The workspace folder that is meant where nobody names one: that of the document in front, else the first. */
export function windowFolder(): Uri | undefined {
  const document = window.activeTextEditor?.document.uri;
  const own = document === undefined ? undefined : workspace.getWorkspaceFolder(document);
  return (own ?? workspace.workspaceFolders?.[0])?.uri;
}
