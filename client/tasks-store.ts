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
  readonly onChanged: Event<{ readonly changed: readonly TaskView[]; readonly removed: readonly string[] } | null>;
}

/** A server that cannot answer must not be asked without end. */
const LIST_AGAIN_MS = 500;

/** Lists once and follows numbered changes; where a number is missing it lists again. */
export function createTasksStore(
  link: Pick<ServerLink, 'request' | 'onNotification' | 'onStatus' | 'status'>,
  log: Pick<LogOutputChannel, 'warn'>,
): TasksStore {
  const changes = new EventEmitter<{ changed: readonly TaskView[]; removed: readonly string[] } | null>();
  let tasks: Map<string, TaskView> | null = null;
  let projects: readonly TaskProject[] = [];
  /** Null: all projects. */
  let ours: ReadonlySet<string> | null = null;
  /** Number of the last change that is in `tasks`; null while the list is asked for. */
  let seq: number | null = null;
  /** Changes that came before the list that they belong to. */
  let early: TasksChangedParams[] = [];
  let asked = 0;

  const list = throttle(LIST_AGAIN_MS, () => {
    ask().catch((error: unknown) => log.warn(`The tasks could not be read: ${messageOf(error)}`));
  });
  const ask = async (): Promise<void> => {
    seq = null;
    early = [];
    if (link.status.state !== 'ready') return;
    const turn = ++asked;
    const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const answer = await link.request(ListTasksMethod, ListTasksResult, { folders } satisfies ListTasksParams);
    // Answers may overtake each other; only the one asked for last counts.
    if (turn !== asked) return;
    tasks = new Map(answer.tasks.map((task) => [task.id, task]));
    projects = answer.projects;
    ours = folders.length === 0 ? null : new Set(projects.map(({ id }) => id));
    seq = answer.seq;
    const waiting = early.filter((one) => one.seq > answer.seq);
    early = [];
    changes.fire(null);
    for (const one of waiting) take(one);
  };
  const take = (params: TasksChangedParams): void => {
    if (seq === null || tasks === null) {
      early.push(params);
      return;
    }
    if (params.seq <= seq) return;
    if (params.seq !== seq + 1) {
      list();
      return;
    }
    seq = params.seq;
    const changed = params.changed.filter(({ project }) => ours === null || ours.has(project));
    const removed = params.removed.filter((id) => tasks?.has(id));
    for (const task of changed) tasks.set(task.id, task);
    for (const id of removed) tasks.delete(id);
    if (changed.length > 0 || removed.length > 0) changes.fire({ changed, removed });
  };

  link.onNotification(TasksChangedMethod, TasksChangedParams, take);
  const listeners = [link.onStatus(list), workspace.onDidChangeWorkspaceFolders(list)];
  return {
    get current() {
      return tasks;
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
