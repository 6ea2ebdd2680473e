import { l10n, window } from 'vscode';
import { SessionEntryMethod, SessionEntryResult } from '#schemas/protocol/session-entry.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { targetOf } from '../../../ui/target-of.ts';
import type { TextDocuments } from '../../../ui/text-documents.ts';
import { windowFolders } from '../../../ui/window-folders.ts';

/** Shows what to know before working in a project: the one of the row, or of a folder of this window. */
export const showSessionEntry =
  (documents: Pick<TextDocuments, 'show'>): CommandHandler =>
  async ({ link, overview }, argument) => {
    const target = targetOf(argument);
    const roots = (overview.current?.projects ?? []).map(({ root }) => root);
    const folder = target?.kind === 'project' ? target.root : await choose(roots.length > 0 ? roots : windowFolders());
    if (folder === undefined) return;
    const { entry, text } = await link.request(SessionEntryMethod, SessionEntryResult, { folder });
    if (entry === null || text === null) {
      throw new Error(l10n.t('{0} belongs to no project with a plan. “New Plan…” makes one.', folder));
    }
    await documents.show(`${entry.project.name.replaceAll(/[/\\]/g, '-')}.md`, text);
  };

async function choose(folders: readonly string[]): Promise<string | undefined> {
  if (folders.length <= 1) return folders[0];
  return window.showQuickPick([...folders], {
    title: l10n.t('Show Session Entry'),
    placeHolder: l10n.t('Of which project?'),
  });
}
