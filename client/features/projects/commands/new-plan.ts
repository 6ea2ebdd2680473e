import { Uri, window, workspace, type WorkspaceFolder } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { targetOf } from '../../../ui/target-of.ts';
import { requireTrust } from '../../../ui/trust.ts';
import type { Panels } from '../../../ui/panels.ts';

/** Opens the page that makes a plan from seven questions, in the folder of the row where there is one. */
export const newPlan =
  (panels: Panels): CommandHandler =>
  async (_services, argument) => {
    requireTrust();
    const target = targetOf(argument);
    const own = target?.kind === 'project' ? workspace.getWorkspaceFolder(Uri.file(target.root)) : undefined;
    const folder = own ?? (await chooseFolder());
    if (folder !== undefined) panels.open(folder.uri.toString());
  };

async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  return folders.length <= 1 ? folders[0] : window.showWorkspaceFolderPick();
}
