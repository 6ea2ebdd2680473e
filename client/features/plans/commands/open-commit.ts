import { Uri, commands, extensions, l10n, window } from 'vscode';
import { CommitAtMethod, CommitAtResult, type CommitAtParams } from '#schemas/protocol/language.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { commitUri } from '../commits.ts';

/** Opens the commit whose SHA the cursor stands on: with VS Code's own git view where there is one, else as text. */
export const openCommit: CommandHandler = async ({ link }) => {
  const editor = window.activeTextEditor;
  if (editor === undefined) throw new Error(l10n.t('Put the cursor on the SHA of a commit in WORKFLOW.md.'));
  const { line, character } = editor.selection.active;
  const params: CommitAtParams = { document: editor.document.uri.toString(), line, character };
  const found = await link.request(CommitAtMethod, CommitAtResult, params);
  if (found === null) throw new Error(l10n.t('Put the cursor on the SHA of a commit in WORKFLOW.md.'));
  const { root, sha } = found;
  const folder = Uri.file(root);
  if (gitKnows(folder)) await commands.executeCommand('git.viewCommit', folder, sha, folder);
  else await window.showTextDocument(commitUri(root, sha), { preview: true });
};

/** The part of the API of VS Code's git extension that is asked. */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): { getRepository(uri: Uri): object | null };
}

/** Its command shows a message of its own where it knows no repository, so it is asked before. */
function gitKnows(folder: Uri): boolean {
  const git = extensions.getExtension<GitExtension>('vscode.git');
  return git?.isActive === true && git.exports.enabled && git.exports.getAPI(1).getRepository(folder) !== null;
}
