import { window, type Disposable } from 'vscode';
import type { ServerLink } from '../../server-link/server-link.ts';
import type { TasksStore } from '../../tasks-store.ts';
import { disposeAll } from '../../ui/disposables.ts';

/** Moves a bar over the view until the tasks are there for the first time, or it is clear that nobody can say. */
export function showFirstList(view: string, tasks: TasksStore, link: ServerLink): Disposable {
  const over = Promise.withResolvers<void>();
  const end = (): void => over.resolve();
  void window.withProgress({ location: { viewId: view } }, () => over.promise);
  return disposeAll(
    tasks.onChanged(end),
    link.onStatus(({ state }) => {
      if (state === 'down' || state === 'incompatible') end();
    }),
    { dispose: end },
  );
}
