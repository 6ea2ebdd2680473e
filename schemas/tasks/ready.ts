import type { TaskPriority, TaskView } from '#schemas/protocol/tasks.ts';

/** Smaller is more urgent. */
export const urgency = { urgent: 0, high: 1, medium: 2, low: 3 } as const satisfies Record<TaskPriority, number>;

/** What can be begun now: ready, and nothing that it waits for is left; the most urgent first, then by place. */
export const readyTasks = (tasks: readonly TaskView[]): TaskView[] =>
  tasks
    .filter(({ status, waitsFor }) => status === 'ready' && waitsFor.length === 0)
    .toSorted((a, b) => urgency[a.priority] - urgency[b.priority] || a.rank - b.rank);
