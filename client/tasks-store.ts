import { EventEmitter, workspace, type Disposable, type Event, type LogOutputChannel } from 'vscode';
import {
  ListTasksMethod,
  type ListTasksParams,
  ListTasksResult,
  type TaskProject,
  TasksChangedMethod,
  TasksChangedParams,
  type TaskView,
} from '#schemas/protocol/tasks.ts';
import { createNumberedTasks, type TaskChange } from './numbered-tasks.ts';
import { messageOf } from './server-link/errors.ts';
import type { ServerLink } from './server-link/server-link.ts';
import { throttle } from './ui/throttle.ts';

/** The tasks of this window's projects as the server last said; of all known projects where no folder is open. */
export interface TasksStore extends Disposable {
  /** By id; null until the server has answered. */
  readonly current: ReadonlyMap<string, TaskView> | null;
  /** Where tasks can be written down: the projects of this window, with or without tasks. */
  readonly projects: readonly TaskProject[];
  /** What changed; null: everything. */
  readonly onChanged: Event<TaskChange | null>;
}

/** A server that cannot answer must not be asked without end. */
const LIST_AGAIN_MS = 500;

/** Lists once and follows numbered changes; where a number is missing it lists again. */
export function createTasksStore(
  link: Pick<ServerLink, 'request' | 'onNotification' | 'onStatus' | 'status'>,
  log: Pick<LogOutputChannel, 'warn'>,
): TasksStore {
  const changes = new EventEmitter<TaskChange | null>();
  const numbered = createNumberedTasks();
  let projects: readonly TaskProject[] = [];
  let asked = 0;

  const ask = async (): Promise<void> => {
    const turn = ++asked;
    numbered.expectList();
    try {
      const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
      const list = await link.request(ListTasksMethod, ListTasksResult, { folders } satisfies ListTasksParams);
      // Answers may overtake each other; only the one asked for last counts.
      if (turn !== asked) return;
      projects = list.projects;
      numbered.replace(list, folders.length === 0 ? null : new Set(projects.map(({ id }) => id)));
      changes.fire(null);
    } catch (error) {
      if (turn === asked) numbered.giveUp();
      log.warn(`The tasks could not be read: ${messageOf(error)}`);
    }
  };
  const list = throttle(LIST_AGAIN_MS, () => void ask());
  const listWhenReady = (): void => {
    if (link.status.state === 'ready') list();
  };

  link.onNotification(TasksChangedMethod, TasksChangedParams, (params) => {
    const change = numbered.take(params);
    if (change === 'missed') list();
    else if (change !== null) changes.fire(change);
  });
  const listeners = [link.onStatus(listWhenReady), workspace.onDidChangeWorkspaceFolders(listWhenReady)];
  return {
    get current() {
      return numbered.tasks;
    },
    get projects() {
      return projects;
    },
    onChanged: changes.event,
    dispose: () => {
      list.dispose();
      for (const listener of listeners) listener.dispose();
      changes.dispose();
    },
  };
}
