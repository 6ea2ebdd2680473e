import { randomUUID } from 'node:crypto';
import {
  CommentMode,
  CommentThreadCollapsibleState,
  CommentThreadState,
  Range,
  comments,
  l10n,
  workspace,
  type Comment,
  type CommentThread,
  type Disposable,
} from 'vscode';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { throttle } from '../../ui/throttle.ts';
import { changeUri, parseChangeUri } from './change-uri.ts';
import { threadStatus } from './thread-status.ts';
import { MAX_COMMENT, type StoredThread, type ThreadStore } from './thread-store.ts';

/** What stands in when clauses of menus; also the name of the place where VS Code lists the comments. */
export const CONTROLLER = 'clutch.review';
const REFRESH_MS = 500;

export interface ReviewThreads extends Disposable {
  /** The thread as it is kept; undefined for one of somebody else's. */
  stored(thread: unknown): StoredThread | undefined;
  /** Keeps a comment with the thread that it was written in, which may be new. */
  add(thread: CommentThread, text: string): Promise<StoredThread>;
  /** What is kept of it has changed. */
  update(next: StoredThread): Promise<void>;
  remove(thread: StoredThread): Promise<void>;
}

/** The threads that VS Code shows, and those that are kept: the same, in both directions. */
export function createReviewThreads({ overview }: Pick<Services, 'overview'>, store: ThreadStore): ReviewThreads {
  const controller = comments.createCommentController(CONTROLLER, l10n.t('CLUTCH Review'));
  controller.options = {
    prompt: l10n.t('Comment on this change'),
    placeHolder: l10n.t('What should be changed? Its executor gets what you send.'),
  };
  controller.commentingRangeProvider = {
    // Only on what the workstream made: the other side is not its doing.
    provideCommentingRanges: (document) =>
      parseChangeUri(document.uri)?.side === 'after' ? [new Range(0, 0, Math.max(0, document.lineCount - 1), 0)] : [],
  };
  const shown = new Map<string, CommentThread>();
  const idOf = (thread: unknown): string | undefined => [...shown].find(([, one]) => one === thread)?.[0];
  const stored = (thread: unknown): StoredThread | undefined => {
    const id = idOf(thread);
    return store.threads.find((one) => one.id === id);
  };
  const draw = (kept: StoredThread): void => {
    const thread =
      shown.get(kept.id) ?? controller.createCommentThread(uriOf(kept), new Range(kept.line, 0, kept.line, 0), []);
    if (!shown.has(kept.id)) thread.collapsibleState = CommentThreadCollapsibleState.Collapsed;
    shown.set(kept.id, thread);
    const { label, answered } = threadStatus(kept, overview.run(kept.run));
    const state = answered ? CommentThreadState.Resolved : CommentThreadState.Unresolved;
    // Every assignment is a message to the window, so nothing is assigned that is so already.
    if (thread.label !== label) thread.label = label;
    if (thread.state !== state) thread.state = state;
    if (thread.comments.length !== kept.comments.length) thread.comments = kept.comments.map(commentOf);
  };
  for (const kept of store.threads) draw(kept);
  const refresh = throttle(REFRESH_MS, () => store.threads.forEach(draw));
  const listener = overview.onChanged(refresh);
  const put = async (next: StoredThread): Promise<void> => {
    await store.put(next);
    draw(next);
  };
  return {
    stored,
    update: put,
    async add(thread, text) {
      const known = stored(thread);
      const words = text.trim();
      if (words === '') throw new Error(l10n.t('Write at least a few words.'));
      if (words.length > MAX_COMMENT) {
        throw new Error(l10n.t('A comment has at most {0} characters. Write two.', MAX_COMMENT));
      }
      const next = { ...(known ?? (await newThread(thread))), comments: [...(known?.comments ?? []), words] };
      shown.set(next.id, thread);
      await put(next);
      return next;
    },
    async remove({ id }) {
      await store.remove(id);
      shown.get(id)?.dispose();
      shown.delete(id);
    },
    dispose: () => disposeAll(controller, refresh, listener).dispose(),
  };
}

/** Throws for a thread that is not on a workstream's changes. */
async function newThread({ uri, range }: CommentThread): Promise<StoredThread> {
  const change = parseChangeUri(uri);
  if (change === null) throw new Error(l10n.t('Comments can be written on the changes of a workstream: Show Changes.'));
  const { run, phase, workstream, ref, path } = change;
  const document = await workspace.openTextDocument(uri);
  const line = Math.min(range?.start.line ?? 0, document.lineCount - 1);
  const quoted = document.lineAt(line).text.slice(0, 500);
  return { id: randomUUID(), run, phase, workstream, path, ref, line, quoted, comments: [], sent: null };
}

const uriOf = ({ run, phase, workstream, path, ref }: StoredThread) =>
  changeUri({ run, phase, workstream, side: 'after', ref, path });

const commentOf = (body: string): Comment => ({ body, mode: CommentMode.Preview, author: { name: l10n.t('You') } });
