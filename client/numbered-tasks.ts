import type { ListTasksResult, TasksChangedParams, TaskView } from '#schemas/protocol/tasks.ts';

export interface TaskChange {
  readonly changed: readonly TaskView[];
  readonly removed: readonly string[];
}

/**
 * A list of tasks and the numbered changes that belong behind it, whichever arrives first. A change counts only when all
 * before it have counted; after a missing number only a new list helps.
 */
export interface NumberedTasks {
  readonly tasks: ReadonlyMap<string, TaskView> | null;
  /** A list was asked for: what comes until it is there is kept. */
  expectList(): void;
  /** The list did not come. */
  giveUp(): void;
  /** `ours`: ids of the projects whose changes count; null: all. */
  replace(list: ListTasksResult, ours: ReadonlySet<string> | null): void;
  /** What is different now; null: nothing that concerns us; `missed`: ask for a list. */
  take(params: TasksChangedParams): TaskChange | 'missed' | null;
}

/** A server that says so much while it makes a list is asked for another one. */
const MOST_EARLY = 100;

export function createNumberedTasks(): NumberedTasks {
  let tasks: Map<string, TaskView> | null = null;
  let ours: ReadonlySet<string> | null = null;
  /** Number of the last change that is in `tasks`; null where no list can be trusted. */
  let seq: number | null = null;
  let early: TasksChangedParams[] | null = null;

  const take: NumberedTasks['take'] = (params) => {
    if (early !== null) {
      early.push(params);
      if (early.length <= MOST_EARLY) return null;
      early = null;
    }
    if (seq === null || tasks === null || params.seq > seq + 1) {
      seq = null;
      return 'missed';
    }
    if (params.seq <= seq) return null;
    seq = params.seq;
    const changed = params.changed.filter(({ project }) => ours === null || ours.has(project));
    const removed = params.removed.filter((id) => tasks?.has(id));
    for (const task of changed) tasks.set(task.id, task);
    for (const id of removed) tasks.delete(id);
    return changed.length > 0 || removed.length > 0 ? { changed, removed } : null;
  };
  return {
    get tasks() {
      return tasks;
    },
    expectList() {
      early = [];
    },
    giveUp() {
      early = null;
      seq = null;
    },
    replace(list, projects) {
      const waiting = early ?? [];
      tasks = new Map(list.tasks.map((task) => [task.id, task]));
      ours = projects;
      seq = list.seq;
      early = null;
      for (const params of waiting) take(params);
    },
    take,
  };
}
