import path from 'node:path';
import { watch, type FSWatcher } from 'chokidar';

const PLAN_PLACES = new Set(['PRDs', 'PRPs', 'WORKFLOW.md', '.clutch']);

export interface PlanWatcher {
  /** Watches the plan documents of a project; adding it again changes nothing. */
  add(root: string): void;
  /** Stops watching everything. */
  clear(): void;
}

/** Watches only where plans lie, so a large repository costs a handful of watches. */
export function createPlanWatcher(onChange: (root: string) => void): PlanWatcher {
  const watchers = new Map<string, FSWatcher>();
  return {
    add(root) {
      if (watchers.has(root)) return;
      const isPlan = (file: string): boolean => {
        const [top = ''] = path.relative(root, file).split(path.sep);
        return top === '' || PLAN_PLACES.has(top);
      };
      const watcher = watch(root, { ignoreInitial: true, depth: 4, ignored: (file) => !isPlan(file) });
      watcher.on('all', () => onChange(root));
      // A watch that fails (limits, a vanished folder) costs freshness, never correctness: views reload on request.
      watcher.on('error', () => undefined);
      watchers.set(root, watcher);
    },
    clear() {
      for (const watcher of watchers.values()) void watcher.close();
      watchers.clear();
    },
  };
}
