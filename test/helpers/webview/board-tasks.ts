import { TaskPriority, TaskStatus, type TaskView } from '#schemas/protocol/tasks.ts';
import type { BoardSurroundings, BoardTask } from '#schemas/webview/board.ts';
import { boardTask } from '../../../client/features/board/pieces.ts';

/** Noon of a day; ages on cards are told from it. */
export const BOARD_NOW = Date.UTC(2026, 0, 15, 12);

export const boardAround = (over: Partial<BoardSurroundings> = {}): BoardSurroundings => ({
  server: { state: 'ready', message: null },
  trusted: true,
  folder: true,
  projects: [{ id: 'p1', name: 'notes' }],
  now: BOARD_NOW,
  ...over,
});

/** A task that a person wrote down: it may go anywhere, and says what blocks it. */
export function personTask(id: string, over: Partial<TaskView> = {}): TaskView {
  const status = over.status ?? 'backlog';
  return {
    id,
    project: 'p1',
    origin: 'person',
    run: null,
    title: `Task ${id}`,
    role: null,
    status,
    priority: 'medium',
    tags: [],
    dependsOn: [],
    waitsFor: [],
    phase: null,
    workstream: null,
    machine: null,
    attempts: 0,
    evidence: null,
    comments: 0,
    moves: TaskStatus.options
      .filter((to) => to !== status)
      .map((to) => ({ to, verb: null, needs: to === 'blocked' ? ('reason' as const) : null })),
    rank: 0,
    updatedAt: BOARD_NOW,
    ...over,
  };
}

/** A task of a run: it may only be put aside, with a reason. */
export const runTask = (id: string, over: Partial<TaskView> = {}): TaskView =>
  personTask(id, {
    origin: 'run',
    run: 'run-1',
    role: 'executor',
    phase: '2',
    workstream: 'api',
    attempts: 1,
    moves: [{ to: 'backlog', verb: 'defer', needs: 'reason' }],
    ...over,
  });

const roles = ['executor', 'validator', null] as const;
const machines = [null, 'lab', 'studio'] as const;
const subjects = [
  'Search notes by what they say, with the words that were found marked',
  'Export a notebook as one file',
  'Keep what was written when the connection is lost',
  'Sort by when something was last changed',
  'A note can be pinned',
  'Tell a person before a note is removed for good, and let them take it back for a month',
] as const;
const tags = ['search', 'storage', 'ui', 'docs', 'needs-design'] as const;

/** As many tasks as wanted, of every kind, the same each time. */
export function manyTasks(count: number, status?: TaskStatus): readonly TaskView[] {
  return Array.from({ length: count }, (_, index) => {
    const at = <T>(values: readonly T[], step = 1): T => values[Math.floor(index / step) % values.length] as T;
    const make = index % 3 === 1 ? runTask : personTask;
    return make(`t${index}`, {
      title: `${at(subjects)} (${index})`,
      status: status ?? at(TaskStatus.options),
      priority: at(TaskPriority.options, 2),
      tags: index % 4 === 0 ? [] : [...new Set([at(tags), at(tags, 3)])],
      role: at(roles),
      machine: at(machines, 2),
      waitsFor: index % 7 === 3 ? [`t${index - 1}`, `t${index - 2}`] : [],
      evidence: index % 2 === 0 ? null : { text: '12 tests passed', at: BOARD_NOW - index * 60_000 },
      rank: index,
    });
  });
}

export const cardsOf = (tasks: readonly TaskView[]): readonly BoardTask[] => tasks.map(boardTask);
