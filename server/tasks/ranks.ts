import type { TaskStatus, TaskView } from '#schemas/protocol/tasks.ts';

type Placed = Pick<TaskView, 'id' | 'rank' | 'status'>;

/** Enough between two neighbours for fifty tasks to be put between them one after the other. */
const GAP = 1_000;

const byRank = (a: Placed, b: Placed): number => a.rank - b.rank || (a.id < b.id ? -1 : 1);

/**
 * The ranks to be written so that `id` stands before `before` in the column, or at its end. Mostly that is one; where
 * there is no number left between two neighbours, the column is numbered anew. New tasks are ranked by the time in
 * milliseconds, so `now` is the end of a column that nobody sorted.
 */
export function rankBefore(
  tasks: Iterable<Placed>,
  { id, column, before, now }: { id: string; column: TaskStatus; before: string | null; now: number },
): Map<string, number> {
  const others = [...tasks].filter((task) => task.status === column && task.id !== id).toSorted(byRank);
  const at = before === null ? -1 : others.findIndex((task) => task.id === before);
  const next = others[at];
  if (next === undefined) return new Map([[id, Math.max(now, (others.at(-1)?.rank ?? 0) + GAP)]]);
  const low = others[at - 1]?.rank ?? next.rank - 2 * GAP;
  const middle = (low + next.rank) / 2;
  if (low < middle && middle < next.rank) return new Map([[id, middle]]);
  const ids = others.map((task) => task.id);
  ids.splice(at, 0, id);
  const first = others[0]?.rank ?? now;
  return new Map(ids.map((one, index) => [one, first + index * GAP]));
}
