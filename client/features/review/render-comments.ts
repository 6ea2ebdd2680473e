import type { StoredThread } from './thread-store.ts';

/** As much as one decision of a person may say. */
const MAX_TEXT = 10_000;

const HEADING = 'A person has read your changes and comments on them. Address every comment.';

/** The comments that were not sent yet, in the words that the executor gets; several where one would be too long. */
export function renderComments(threads: readonly StoredThread[]): readonly string[] {
  const parts = threads.toSorted(byPlace).flatMap((thread) => {
    const fresh = unsent(thread);
    return fresh.length === 0 ? [] : [[`${thread.path}:${thread.line + 1}`, ...quote(thread), ...fresh].join('\n')];
  });
  const batches: string[] = [];
  for (const part of parts) {
    const last = batches.at(-1);
    const joined = last === undefined ? undefined : `${last}\n\n${part}`;
    if (joined !== undefined && joined.length <= MAX_TEXT) batches[batches.length - 1] = joined;
    else batches.push(`${HEADING}\n\n${part}`.slice(0, MAX_TEXT));
  }
  return batches;
}

export const unsent = ({ comments, sent }: StoredThread): readonly string[] => comments.slice(sent?.comments ?? 0);

const quote = ({ quoted }: StoredThread): string[] => (quoted.trim() === '' ? [] : [`> ${quoted.slice(0, 500)}`]);

const byPlace = (one: StoredThread, other: StoredThread): number =>
  one.path.localeCompare(other.path) || one.line - other.line;
