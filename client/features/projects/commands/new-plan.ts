import { window, workspace, type WorkspaceFolder } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import type { Panels } from '../../../ui/panels.ts';

/** Opens the page that makes a plan from seven questions. */
export const newPlan =
  (panels: Panels): CommandHandler =>
  async () => {
    requireTrust();
    const folder = await chooseFolder();
    if (folder !== undefined) panels.open(folder.uri.toString());
  };

async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  return folders.length <= 1 ? folders[0] : window.showWorkspaceFolderPick();
}
