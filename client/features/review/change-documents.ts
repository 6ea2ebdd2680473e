import { EventEmitter, l10n, workspace, type Disposable, type Uri } from 'vscode';
import { ReviewFileMethod, ReviewFileResult, type ReviewFileParams } from '#schemas/protocol/review.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { throttle } from '../../ui/throttle.ts';
import { CHANGE_SCHEME, parseChangeUri } from './change-uri.ts';

/** Agents write all the time, and nobody reads that fast. */
const REFRESH_MS = 3_000;

/** Both sides of a workstream's changes as read-only documents; that of a worktree follows what is written there. */
export function provideChanges({ link, overview }: Pick<Services, 'link' | 'overview'>): Disposable {
  const changes = new EventEmitter<Uri>();
  const refresh = throttle(REFRESH_MS, () => {
    for (const { uri } of workspace.textDocuments) if (parseChangeUri(uri)?.ref === null) changes.fire(uri);
  });
  const provider = workspace.registerTextDocumentContentProvider(CHANGE_SCHEME, {
    onDidChange: changes.event,
    async provideTextDocumentContent(uri) {
      const change = parseChangeUri(uri);
      if (change === null) return l10n.t('This address names no change.');
      const { run, phase, workstream, ref, path } = change;
      const params: ReviewFileParams = { run, phase, workstream, ref, path };
      // The message becomes the document: there is no other place where a person would look for it.
      return link.request(ReviewFileMethod, ReviewFileResult, params).then(
        ({ text }) => text,
        (error: unknown) => `${messageOf(error)}\n`,
      );
    },
  });
  return disposeAll(changes, refresh, overview.onChanged(refresh), provider);
}
