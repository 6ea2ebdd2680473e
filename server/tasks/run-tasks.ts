import type { TaskView } from '#schemas/protocol/tasks.ts';
import type { RunView } from '#schemas/run/run.ts';
import { tasksOf } from '../engine/tasks.ts';
import type { TaskIndex } from './task-index.ts';

export interface RunTasks {
  /** Takes over what this run says now; looks at no other run. */
  follow(run: RunView): void;
}

/** Older runs of a plan are history; their tasks would only repeat those of the newest. */
export function createRunTasks(index: Pick<TaskIndex, 'put' | 'drop'>): RunTasks {
  /** By plan. */
  const newest = new Map<string, { readonly run: string; readonly startedAt: number }>();
  /** By run. */
  const known = new Map<string, readonly string[]>();
  const replace = (run: string, tasks: readonly TaskView[]): void => {
    const ids = new Set(tasks.map(({ id }) => id));
    for (const id of known.get(run) ?? []) if (!ids.has(id)) index.drop(id);
    for (const task of tasks) index.put(task);
    known.set(run, [...ids]);
  };
  return {
    follow(run) {
      const plan = `${run.project.root}\0${run.prd}`;
      const before = newest.get(plan);
      if (before !== undefined && before.run !== run.id) {
        if (before.startedAt > run.startedAt) return;
        replace(before.run, []);
        known.delete(before.run);
      }
      newest.set(plan, { run: run.id, startedAt: run.startedAt });
      replace(run.id, tasksOf(run));
    },
  };
}
