import os from 'node:os';
import type { TasksChangedParams } from '#schemas/protocol/tasks.ts';
import { requireSteerable } from '../runs/decisions.ts';
import type { Supervisor } from '../runs/supervisor.ts';
import type { Journal } from '../store/journal.ts';
import { openTaskStore } from '../store/task-store.ts';
import { createTaskBoard, type TaskBoard } from './task-board.ts';

/** The board of this machine. `home` is CLUTCH_HOME. */
export function startTaskBoard(
  home: string,
  journal: Pick<Journal, 'projects' | 'addProject' | 'records'>,
  supervisor: Pick<Supervisor, 'views' | 'view' | 'command'>,
  notify: (params: TasksChangedParams) => void,
): TaskBoard {
  return createTaskBoard({
    store: openTaskStore(home),
    projects: () => journal.projects(),
    addProject: (project) => journal.addProject(project),
    views: () => supervisor.views(),
    view: (run) => supervisor.view(run),
    steer({ run, ...decision }) {
      requireSteerable(supervisor.view(run), run, decision);
      return supervisor.command(run, (at) => ({ type: 'steered', at, ...decision }));
    },
    claims: (run) => journal.records(run, { kinds: ['claim'] }),
    notify,
    person: os.userInfo().username,
    now: Date.now,
  });
}
