import { Range, Uri, WorkspaceEdit, l10n, window, workspace, type WorkspaceFolder } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { planTemplate } from '../plan-template.ts';

/** Opens a new plan as an unsaved document under PRDs/; nothing is written before the person saves it. */
export const newPlan: CommandHandler = async () => {
  const folder = await chooseFolder();
  if (folder === undefined) return;
  const title = await window.showInputBox({
    title: l10n.t('New Plan'),
    prompt: l10n.t('What is to be built, in a few words'),
    validateInput: (value) => (slugOf(value) === '' ? l10n.t('Use at least one letter or digit.') : undefined),
  });
  if (title === undefined) return;
  const target = Uri.joinPath(folder.uri, 'PRDs', `PRD-${slugOf(title)}.md`);
  const exists = await workspace.fs.stat(target).then(
    () => true,
    () => false,
  );
  const document = await workspace.openTextDocument(exists ? target : target.with({ scheme: 'untitled' }));
  if (!exists && document.getText() === '') {
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(0, 0, 0, 0), planTemplate(title.trim()));
    await workspace.applyEdit(edit);
  }
  await window.showTextDocument(document);
};

async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  return folders.length <= 1 ? folders[0] : window.showWorkspaceFolderPick();
}

/** `Search & filters` → `search-filters`; empty where nothing fit for a file name is left. */
function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
}
