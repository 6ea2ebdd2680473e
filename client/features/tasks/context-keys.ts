import { commands, type Disposable } from 'vscode';
import type { TasksStore } from '../../tasks-store.ts';

/** What when clauses may ask about the tasks. A key is sent only when its value changed. */
export function publishTaskKeys(tasks: TasksStore): Disposable {
  const sent = new Map<string, boolean>();
  return tasks.onChanged(() => {
    const keys = { 'clutch.tasksLoaded': tasks.current !== null, 'clutch.hasTask': (tasks.current?.size ?? 0) > 0 };
    for (const [key, value] of Object.entries(keys)) {
      if (sent.get(key) === value) continue;
      sent.set(key, value);
      void commands.executeCommand('setContext', key, value);
    }
  });
}
