import type { TaskView } from '#schemas/protocol/tasks.ts';

/**
 * All tasks by id, wherever they come from, and which of them look different since somebody was last told. What a
 * change costs depends on the tasks that it touches, not on how many there are.
 */
export interface TaskIndex {
  get(id: string): TaskView | undefined;
  all(): Iterable<TaskView>;
  /** New or changed, as its source sees it: `rank` counts until a person put it elsewhere. */
  put(task: TaskView): void;
  drop(id: string): void;
  /** Where a person put them. */
  place(ranks: ReadonlyMap<string, number>): void;
  /** How often people commented on it. */
  comment(id: string, count: number): void;
  /** Whether `id` would wait for itself if it depended on these; the way from the first such one back to it. */
  circle(id: string, dependsOn: readonly string[]): readonly string[] | null;
  /** What changed since this was last asked; each task once, as it is now. Null: nothing. */
  takeChanges(): { changed: TaskView[]; removed: string[] } | null;
}

export function createTaskIndex(): TaskIndex {
  const sources = new Map<string, TaskView>();
  const shown = new Map<string, TaskView>();
  const dependents = createDependents();
  const ranks = new Map<string, number>();
  const comments = new Map<string, number>();
  const dirty = new Set<string>();

  const isOpen = (id: string): boolean => (shown.get(id)?.status ?? 'done') !== 'done';
  const show = (id: string): void => {
    const source = sources.get(id);
    const before = shown.get(id);
    if (source === undefined) shown.delete(id);
    else {
      const next = {
        ...source,
        // One that is gone cannot be waited for.
        waitsFor: source.dependsOn.filter(isOpen),
        rank: ranks.get(id) ?? source.rank,
        comments: comments.get(id) ?? 0,
      };
      if (before !== undefined && JSON.stringify(before) === JSON.stringify(next)) return;
      shown.set(id, next);
    }
    dirty.add(id);
    const wasOpen = (before?.status ?? 'done') !== 'done';
    if (wasOpen !== isOpen(id)) for (const other of dependents.of(id)) show(other);
  };
  return {
    get: (id) => shown.get(id),
    all: () => shown.values(),
    put(task) {
      dependents.link(task.id, sources.get(task.id)?.dependsOn ?? [], task.dependsOn);
      sources.set(task.id, task);
      show(task.id);
    },
    drop(id) {
      dependents.link(id, sources.get(id)?.dependsOn ?? [], []);
      if (sources.delete(id)) show(id);
    },
    place(added) {
      for (const [id, rank] of added) {
        ranks.set(id, rank);
        if (sources.has(id)) show(id);
      }
    },
    comment(id, count) {
      comments.set(id, count);
      if (sources.has(id)) show(id);
    },
    circle: (id, dependsOn) => wayBack(sources, id, dependsOn),
    takeChanges() {
      if (dirty.size === 0) return null;
      const ids = [...dirty];
      dirty.clear();
      const changed = ids.flatMap((id) => shown.get(id) ?? []);
      return { changed, removed: ids.filter((id) => !shown.has(id)) };
    },
  };
}

/** Who waits for whom, the other way round. */
function createDependents() {
  const dependents = new Map<string, Set<string>>();
  return {
    of: (id: string): Iterable<string> => dependents.get(id) ?? [],
    link(id: string, before: readonly string[], after: readonly string[]): void {
      for (const other of before) if (!after.includes(other)) dependents.get(other)?.delete(id);
      for (const other of after) dependents.set(other, (dependents.get(other) ?? new Set()).add(id));
    },
  };
}

function wayBack(tasks: ReadonlyMap<string, TaskView>, id: string, dependsOn: readonly string[]): string[] | null {
  const cameFrom = new Map<string, string | null>(dependsOn.map((one) => [one, null]));
  for (const [at] of cameFrom) {
    if (at === id) {
      const way: string[] = [];
      for (let step: string | null = at; step !== null; step = cameFrom.get(step) ?? null) way.unshift(step);
      return way;
    }
    // A map that grows while it is walked hands out what was added, each once.
    for (const next of tasks.get(at)?.dependsOn ?? []) if (!cameFrom.has(next)) cameFrom.set(next, at);
  }
  return null;
}
