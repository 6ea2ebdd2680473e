import { commands, EventEmitter, type Disposable, type Event, type Memento } from 'vscode';
import { everything, isEverything, TaskFilter } from './filter.ts';

/** What a person wants to see of the tasks in this workspace; it is there again after a reload. */
export interface FilterStore extends Disposable {
  readonly current: TaskFilter;
  readonly onChanged: Event<void>;
  set(filter: TaskFilter): void;
}

const KEY = 'clutch.taskFilter';

export function createFilterStore(memory: Memento): FilterStore {
  const changes = new EventEmitter<void>();
  let current = TaskFilter.safeParse(memory.get(KEY)).data ?? everything;
  const publish = (): void => {
    void commands.executeCommand('setContext', 'clutch.tasksFiltered', !isEverything(current));
  };
  publish();
  return {
    get current() {
      return current;
    },
    onChanged: changes.event,
    set(filter) {
      current = filter;
      void memory.update(KEY, filter);
      publish();
      changes.fire();
    },
    dispose: () => changes.dispose(),
  };
}
