import { l10n, type CommentThread } from 'vscode';
import { SteerRunMethod, type SteerRunParams } from '#schemas/protocol/runs.ts';
import { RunView } from '#schemas/run/run.ts';
import type { Services } from '../../../services.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { targetOf } from '../../../ui/target-of.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { placeKey, type Place } from '../change-uri.ts';
import { renderComments, unsent } from '../render-comments.ts';
import type { ReviewThreads } from '../review-threads.ts';
import type { StoredThread, ThreadStore } from '../thread-store.ts';

/** What VS Code hands to a command of the box in which a comment is written. */
interface Reply {
  readonly thread: CommentThread;
  readonly text: string;
}

function isReply(argument: unknown): argument is Reply {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'thread' in argument &&
    'text' in argument &&
    typeof argument.text === 'string'
  );
}

/** Keeps what was written, for now only here. */
export const addComment =
  (threads: ReviewThreads): CommandHandler =>
  async (_services, argument) => {
    if (isReply(argument)) await threads.add(argument.thread, argument.text);
  };

/** Everything that was written about the workstream goes to its executor, with what stands in the box. */
export const sendComments =
  (threads: ReviewThreads, store: ThreadStore): CommandHandler =>
  async (services, argument) => {
    requireTrust();
    const place = await placeOf(threads, store, argument);
    const fresh = store.threads.filter((one) => placeKey(one) === placeKey(place) && unsent(one).length > 0);
    if (fresh.length === 0) throw new Error(l10n.t('There is no comment that was not sent yet.'));
    await send(services, threads, place, fresh);
  };

/** Of the box, of the thread, of the row; else the only workstream with comments that were not sent. */
async function placeOf(threads: ReviewThreads, store: ThreadStore, argument: unknown): Promise<Place> {
  if (isReply(argument)) {
    const known = threads.stored(argument.thread);
    const text = argument.text.trim();
    if (text !== '' || known === undefined) return threads.add(argument.thread, text);
    return known;
  }
  const target = targetOf(argument);
  if (target?.kind === 'workstream') return target;
  const known = threads.stored(argument);
  if (known !== undefined) return known;
  const waiting = store.threads.filter((one) => unsent(one).length > 0);
  const [first] = waiting;
  if (first === undefined) throw new Error(l10n.t('There is no comment that was not sent yet.'));
  if (new Set(waiting.map(placeKey)).size === 1) return first;
  throw new Error(l10n.t('There are comments on several workstreams. Send them from one of the comments.'));
}

async function send(
  { link, overview }: Services,
  threads: ReviewThreads,
  { run, phase, workstream }: Place,
  fresh: readonly StoredThread[],
): Promise<void> {
  const worker = overview
    .run(run)
    ?.phases.find(({ id }) => id === phase)
    ?.workstreams.find(({ name }) => name === workstream);
  const attempts = worker?.attempts ?? 0;
  for (const text of renderComments(fresh)) {
    const params: SteerRunParams = { run, phase, workstream, verb: 'review', text, runtime: null };
    overview.merge(await link.request(SteerRunMethod, RunView, params));
  }
  const at = Date.now();
  for (const one of fresh) await threads.update({ ...one, sent: { comments: one.comments.length, attempts, at } });
}

export const deleteThread =
  (threads: ReviewThreads): CommandHandler =>
  async (_services, argument) => {
    const known = threads.stored(argument);
    if (known !== undefined) await threads.remove(known);
  };
