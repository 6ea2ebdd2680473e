import type { TaskView } from '#schemas/protocol/tasks.ts';

/** A task of a run, unless `over` says otherwise. */
export const taskView = (id: string, over: Partial<TaskView> = {}): TaskView => ({
  id,
  project: 'p1',
  origin: 'run',
  run: 'r1',
  title: `Task ${id}`,
  role: 'executor',
  status: 'ready',
  priority: 'medium',
  tags: [],
  dependsOn: [],
  waitsFor: [],
  phase: '1',
  workstream: null,
  machine: null,
  attempts: 1,
  evidence: null,
  comments: 0,
  moves: [],
  rank: 0,
  updatedAt: 0,
  ...over,
});

/** One that a person wrote down. */
export const writtenTask = (id: string, over: Partial<TaskView> = {}): TaskView =>
  taskView(id, {
    origin: 'person',
    run: null,
    phase: null,
    role: null,
    attempts: 0,
    moves: (['backlog', 'ready', 'in_progress', 'in_review', 'blocked', 'done'] as const)
      .filter((to) => to !== (over.status ?? 'ready'))
      .map((to) => ({ to, verb: null, needs: to === 'blocked' ? 'reason' : null })),
    ...over,
  });
