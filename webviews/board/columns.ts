import { TaskStatus, type TaskMove } from '#schemas/protocol/tasks.ts';
import type { BoardTask } from '#schemas/webview/board.ts';

/** The tasks of each column in the order in which they stand. */
export type Columns = Readonly<Record<TaskStatus, readonly BoardTask[]>>;

/** A place on the board: before a task of a column, or with null at its end. */
export interface Place {
  readonly to: TaskStatus;
  readonly before: string | null;
}

export const statuses = TaskStatus.options;

export const columnsFrom = (column: (status: TaskStatus) => readonly BoardTask[]): Columns => ({
  backlog: column('backlog'),
  ready: column('ready'),
  in_progress: column('in_progress'),
  in_review: column('in_review'),
  blocked: column('blocked'),
  done: column('done'),
});

export function columnsOf(tasks: Iterable<BoardTask>): Columns {
  const found = new Map<TaskStatus, BoardTask[]>(statuses.map((status) => [status, []]));
  for (const task of tasks) found.get(task.status)?.push(task);
  return columnsFrom((status) => (found.get(status) ?? []).sort(byRank));
}

const byRank = (a: BoardTask, b: BoardTask): number => a.rank - b.rank || (a.id < b.id ? -1 : 1);

/** The columns with one task taken out of where it stands and shown at that place. */
export function withTaskAt(columns: Columns, task: BoardTask, { to, before }: Place): Columns {
  return columnsFrom((status) => {
    const column = columns[status];
    if (status !== to) return column.includes(task) ? without(column, task.id) : column;
    const others = without(column, task.id);
    const found = before === null ? -1 : others.findIndex(({ id }) => id === before);
    return others.toSpliced(found === -1 ? others.length : found, 0, task);
  });
}

export const without = (column: readonly BoardTask[], id: string): readonly BoardTask[] =>
  column.filter((task) => task.id !== id);

/**
 * What a task stands before that is put among `shown`, some tasks of `column`, with `index` of them above it. Below the
 * last that is shown means directly below it, and not below all that the filters hide.
 */
export function beforeAt(column: readonly BoardTask[], shown: readonly BoardTask[], index: number): string | null {
  const next = shown[index];
  if (next !== undefined) return next.id;
  const last = shown.at(-1);
  if (last === undefined) return null;
  return column[column.indexOf(last) + 1]?.id ?? null;
}

/** What moving the task to that column would be; null where it may not go. Within its column it is only ordered. */
export const moveTo = ({ moves, status }: BoardTask, to: TaskStatus): TaskMove | null =>
  to === status ? { to, verb: null, needs: null } : (moves.find((move) => move.to === to) ?? null);
