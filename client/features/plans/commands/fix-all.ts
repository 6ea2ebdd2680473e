import { CodeAction, Range, Uri, commands, l10n, languages, window, workspace } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';

const FIX_ALL = 'source.fixAll.clutch';

/** Applies every safe fix in every document with findings. Nothing is saved, so that one look and one undo suffice. */
export const fixAllInPlans: CommandHandler = async () => {
  const found = languages.getDiagnostics().filter(([, all]) => all.some(({ source }) => source === 'clutch'));
  let changed = 0;
  for (const [uri] of found) if (await fixDocument(uri)) changed += 1;
  const message =
    changed === 0
      ? l10n.t('There is nothing that can be fixed without you.')
      : l10n.t('Fixed what can be fixed safely in {0} documents. They are not saved yet.', changed);
  void window.showInformationMessage(message);
};

async function fixDocument(uri: Uri): Promise<boolean> {
  const document = await workspace.openTextDocument(uri);
  const whole = new Range(0, 0, document.lineCount, 0);
  const actions: unknown = await commands.executeCommand('vscode.executeCodeActionProvider', uri, whole, FIX_ALL, 1);
  const edit = isActions(actions) ? actions[0]?.edit : undefined;
  return edit !== undefined && (await workspace.applyEdit(edit));
}

function isActions(actions: unknown): actions is readonly CodeAction[] {
  return Array.isArray(actions) && actions.every((action) => action instanceof CodeAction);
}
