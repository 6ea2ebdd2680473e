import { commands, env, l10n, Uri, window, workspace } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { targetOf } from '../../../ui/target-of.ts';

/** These act on a row, so without one there is nothing to do. */
const onRow =
  (act: (root: string) => Thenable<unknown>): CommandHandler =>
  async (_services, argument) => {
    const target = targetOf(argument);
    if (target?.kind === 'project') await act(target.root);
  };

export const openProject = onRow((root) =>
  commands.executeCommand('vscode.openFolder', Uri.file(root), { forceNewWindow: true }),
);

/** In the explorer of the window where it lies in there, else in that of the operating system. */
export const revealProject = onRow((root) => {
  const uri = Uri.file(root);
  const isOpen = workspace.getWorkspaceFolder(uri) !== undefined;
  return commands.executeCommand(isOpen ? 'revealInExplorer' : 'revealFileInOS', uri);
});

export const copyProjectPath = onRow(async (root) => {
  await env.clipboard.writeText(root);
  window.setStatusBarMessage(l10n.t('Copied: {0}', root), 4000);
});

/** Where there are none yet, an editor that makes them when it is saved. */
export const openProjectSettings = onRow(async (root) => {
  const file = Uri.joinPath(Uri.file(root), '.clutch', 'config.json');
  const isThere = await workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  const editor = await window.showTextDocument(isThere ? file : file.with({ scheme: 'untitled' }));
  if (!isThere) await editor.edit((edit) => edit.insert(editor.selection.start, '{\n}\n'));
});
