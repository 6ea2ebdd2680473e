import { TaskStatus, type TaskView } from '#schemas/protocol/tasks.ts';
import type { BoardTask } from '#schemas/webview/board.ts';

/** More than the highest column shows at once. */
const FIRST_OF_EACH_COLUMN = 24;
/** As many as a page checks and draws without missing two frames. */
const PIECE = 2500;

/**
 * All tasks for the messages of a snapshot: first those at the top of each column, which a person sees, then the rest in
 * order. At least one piece, which may be empty.
 */
export function boardPieces(tasks: Iterable<TaskView>): readonly BoardTask[][] {
  const columns = new Map<TaskStatus, TaskView[]>(TaskStatus.options.map((status) => [status, []]));
  for (const task of tasks) columns.get(task.status)?.push(task);
  const sorted = [...columns.values()].map((column) => column.toSorted(byRank));
  const rest = sorted.flatMap((column) => column.slice(FIRST_OF_EACH_COLUMN));
  const pieces = [sorted.flatMap((column) => column.slice(0, FIRST_OF_EACH_COLUMN))];
  for (let start = 0; start < rest.length; start += PIECE) pieces.push(rest.slice(start, start + PIECE));
  return pieces.map((piece) => piece.map(boardTask));
}

const byRank = (a: TaskView, b: TaskView): number => a.rank - b.rank || (a.id < b.id ? -1 : 1);

const MAX_TITLE = 300;
const MAX_TAG = 40;
const MAX_TAGS = 8;
const MAX_WAITS = 12;

/** What a card shows of a task: one line of each text, and as many of a list as can be seen. */
export function boardTask(task: TaskView): BoardTask {
  const { id, project, origin, status, priority, phase, moves, rank, evidence } = task;
  return {
    id,
    project,
    origin,
    status,
    priority,
    phase: shortOrNull(phase),
    workstream: shortOrNull(task.workstream),
    role: shortOrNull(task.role),
    machine: shortOrNull(task.machine),
    moves,
    rank,
    title: lineOf(task.title, MAX_TITLE),
    tags: task.tags.slice(0, MAX_TAGS).map((tag) => lineOf(tag, MAX_TAG)),
    waitsFor: task.waitsFor.slice(0, MAX_WAITS),
    evidence: evidence && { ...evidence, text: lineOf(evidence.text, MAX_TITLE) },
  };
}

const shortOrNull = (text: string | null): string | null => text && lineOf(text, MAX_TAG);

/** The text on one line and cut, never inside of a sign. */
function lineOf(text: string, length: number): string {
  if (text.length <= length && !/[\n\r\t]/.test(text)) return text;
  const line = text
    .slice(0, length * 2)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length <= length && text.length <= length * 2
    ? line
    : `${line.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
