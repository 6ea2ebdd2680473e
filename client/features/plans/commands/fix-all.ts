import { CodeAction, Range, Uri, commands, l10n, languages, window, workspace } from 'vscode';
import { ServerStatusMethod, ServerStatusResult } from '#schemas/protocol/handshake.ts';
import { messageOf } from '../../../server-link/errors.ts';
import type { Services } from '../../../services.ts';
import type { CommandHandler } from '../../../ui/commands.ts';

const FIX_ALL = 'source.fixAll.clutch';
const FIRST_FINDINGS_MS = 1500;

/** Applies every safe fix in every document with findings. Nothing is saved, so that one look and one undo suffice. */
export const fixAllInPlans: CommandHandler = async (services) => {
  // Without a server nothing offers a fix, which must not be told as if there were nothing to fix.
  await services.link.request(ServerStatusMethod, ServerStatusResult, {});
  const found = await documentsWithFindings();
  let changed = 0;
  for (const uri of found) if (await fixDocument(uri, services)) changed += 1;
  void window.showInformationMessage(wordsOf(found.length, changed));
};

/** A server that has just started needs a moment until it has read the plans and said the first thing. */
async function documentsWithFindings(): Promise<readonly Uri[]> {
  const known = (): readonly Uri[] =>
    languages
      .getDiagnostics()
      .filter(([, all]) => all.some(({ source }) => source === 'clutch'))
      .map(([uri]) => uri);
  if (known().length > 0) return known();
  const changed = Promise.withResolvers<undefined>();
  const listener = languages.onDidChangeDiagnostics(() => {
    if (known().length > 0) changed.resolve(undefined);
  });
  const timer = setTimeout(() => changed.resolve(undefined), FIRST_FINDINGS_MS);
  await changed.promise;
  clearTimeout(timer);
  listener.dispose();
  return known();
}

function wordsOf(found: number, changed: number): string {
  if (found === 0) return l10n.t('The plan documents have no findings.');
  if (changed === 0) return l10n.t('There is nothing that can be fixed without you.');
  return changed === 1
    ? l10n.t('Fixed what can be fixed safely in 1 document. It is not saved yet.')
    : l10n.t('Fixed what can be fixed safely in {0} documents. They are not saved yet.', changed);
}

async function fixDocument(uri: Uri, { log }: Services): Promise<boolean> {
  try {
    const document = await workspace.openTextDocument(uri);
    const whole = new Range(0, 0, document.lineCount, 0);
    const actions: unknown = await commands.executeCommand('vscode.executeCodeActionProvider', uri, whole, FIX_ALL, 1);
    const edit = isActions(actions) ? actions[0]?.edit : undefined;
    return edit !== undefined && (await workspace.applyEdit(edit));
  } catch (error) {
    // One document that has just vanished must not keep the others from being mended.
    log.warn(`${uri.toString()} could not be fixed: ${messageOf(error)}`);
    return false;
  }
}

function isActions(actions: unknown): actions is readonly CodeAction[] {
  return Array.isArray(actions) && actions.every((action) => action instanceof CodeAction);
}
