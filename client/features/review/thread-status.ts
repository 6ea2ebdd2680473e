import { l10n } from 'vscode';
import type { RunView } from '#schemas/run/run.ts';
import { unsent } from './render-comments.ts';
import type { StoredThread } from './thread-store.ts';

export interface ThreadStatus {
  /** What became of it, in a few words. */
  readonly label: string;
  readonly answered: boolean;
}

/** What became of a comment, from what the run says now; null for a run that is not known (any more). */
export function threadStatus(thread: StoredThread, run: RunView | undefined): ThreadStatus {
  const { sent } = thread;
  if (unsent(thread).length > 0 || sent === null) return { label: l10n.t('Not sent yet'), answered: false };
  const phase = run?.phases.find(({ id }) => id === thread.phase);
  const worker = phase?.workstreams.find(({ name }) => name === thread.workstream);
  if (worker === undefined) return { label: l10n.t('Sent; its run is not known any more'), answered: false };
  const { status, attempts, commit } = worker;
  if (status === 'skipped' || status === 'deferred' || phase?.status === 'deferred') {
    return { label: l10n.t('Sent; the workstream was given up'), answered: false };
  }
  if (attempts <= sent.attempts) {
    return status === 'in-progress'
      ? { label: l10n.t('Sent; read when the present session has ended'), answered: false }
      : { label: l10n.t('Sent'), answered: false };
  }
  if (status !== 'completed') return { label: l10n.t('Being worked on'), answered: false };
  return { label: l10n.t('Answered by {0}', commit?.slice(0, 8) ?? l10n.t('a new change')), answered: true };
}
