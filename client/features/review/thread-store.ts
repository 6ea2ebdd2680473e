import { l10n, type LogOutputChannel } from 'vscode';
import * as z from 'zod';

/** What a person said about a line of a workstream's changes, and whether its executor was told. */
export const StoredThread = z.object({
  id: z.string(),
  run: z.string(),
  phase: z.string(),
  workstream: z.string(),
  path: z.string(),
  ref: z.string().nullable(),
  /** Zero-based. */
  line: z.number().int().nonnegative(),
  /** The line as it was, for whoever reads the comment without the file. */
  quoted: z.string(),
  comments: z.array(z.string()),
  /** How many of the comments were sent; null: none. `attempts` of the workstream was as it was then. */
  sent: z.object({ comments: z.number().int(), attempts: z.number().int(), at: z.number() }).nullable(),
});
export type StoredThread = z.infer<typeof StoredThread>;

const KEY = 'clutch.review';
const MAX_THREADS = 500;
export const MAX_COMMENT = 4_000;

/** As much of VS Code's `Memento` as is needed. */
interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export interface ThreadStore {
  readonly threads: readonly StoredThread[];
  put(thread: StoredThread): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Threads outlive the window: what was written and not sent is a person's work. */
export function createThreadStore(memento: Memory, log: Pick<LogOutputChannel, 'warn'>): ThreadStore {
  const stored: unknown = memento.get(KEY) ?? [];
  const known = z.array(z.unknown()).safeParse(stored).data ?? [];
  let threads = known.flatMap((one) => StoredThread.safeParse(one).data ?? []);
  if (threads.length < known.length) log.warn(`${known.length - threads.length} comment threads could not be read.`);
  const keep = (next: readonly StoredThread[]): Promise<void> => {
    threads = [...next];
    return Promise.resolve(memento.update(KEY, threads));
  };
  return {
    get threads() {
      return threads;
    },
    put(thread) {
      const others = threads.filter(({ id }) => id !== thread.id);
      if (others.length >= MAX_THREADS) {
        throw new Error(l10n.t('There are {0} comment threads in this window. Delete some first.', MAX_THREADS));
      }
      return keep([...others, thread]);
    },
    remove: (id) => keep(threads.filter((one) => one.id !== id)),
  };
}
