/**
 * Owns what everybody sees of tasks: those of runs, which follow what is proved, and those that people wrote down. Says
 * what changed, numbered, to all clients at once.
 * Does not own: what happens to a run. A move of one of its tasks is a decision that the engine takes, or is refused.
 * Invariant: a person's change is on the disk before it is shown or answered.
 */
import { existsSync, realpathSync } from 'node:fs';
import type { ListTasksResult, TaskDetail, TaskView } from '#schemas/protocol/tasks.ts';
import { createThrottle } from '../platform/throttle.ts';
import { findProjectRoot } from '../plans/project.ts';
import { projectsBelow } from '../projects/find-projects.ts';
import { EffectError } from '../runs/effect-error.ts';
import { projectAt } from '../runs/project-at.ts';
import type { StoredProject } from '../store/journal.ts';
import type { TaskStore } from '../store/task-store.ts';
import { createRunTasks } from './run-tasks.ts';
import { claimEntries, describeRunTask } from './task-detail.ts';
import { createTaskIndex, type TaskIndex } from './task-index.ts';
import type { TaskBoardDeps } from './board-deps.ts';
import { changesOf, type TaskChanges } from './task-changes.ts';
import { viewOfWritten } from './written-task.ts';

export interface TaskBoard extends TaskChanges {
  /** Of the projects in these folders; of all known ones when there are none. */
  list(folders: readonly string[]): ListTasksResult;
  show(id: string): TaskDetail;
  /** To be told of every change of a run: of its state, or only of what its agents do. */
  runChanged(run: string, what: 'state' | 'agents'): void;
  close(): void;
}

const UPDATES_MS = 100;
/** What an agent does from moment to moment changes no status. */
const AGENT_UPDATES_MS = 1_000;

export function createTaskBoard(deps: TaskBoardDeps): TaskBoard {
  const index = createTaskIndex();
  const runs = createRunTasks(index);
  const dirty = new Set<string>();
  let isLoaded = false;
  let seq = 0;

  const followDirty = (): void => {
    for (const id of dirty) {
      const view = deps.view(id);
      if (view !== null) runs.follow(view);
    }
    dirty.clear();
  };
  const tell = (): void => {
    followDirty();
    const changes = index.takeChanges();
    if (changes === null) return;
    seq += 1;
    deps.notify({ seq, ...changes });
  };
  const soon = createThrottle(UPDATES_MS, tell);
  const later = createThrottle(AGENT_UPDATES_MS, tell);
  /** Costs nothing before somebody looks: until then nobody could be told of a change. */
  const load = (): void => {
    if (isLoaded) return followDirty();
    fill(index, deps.store);
    for (const view of deps.views()) runs.follow(view);
    index.takeChanges();
    isLoaded = true;
  };
  const find = (id: string): TaskView => {
    load();
    const task = index.get(id);
    if (task) return task;
    throw new EffectError('user', `There is no task ${id} (any more). \`clutch tasks\` lists them.`);
  };
  return {
    list(folders) {
      load();
      const projects = folders.length === 0 ? knownProjects(deps.projects()) : projectsAt(folders);
      const ours = new Set(projects.map(({ id }) => id));
      return { seq, projects, tasks: [...index.all()].filter(({ project }) => ours.has(project)) };
    },
    show: (id) => detailOf(deps, find(id)),
    runChanged(run, what) {
      if (!isLoaded) return;
      dirty.add(run);
      if (what === 'state') soon('');
      else later('');
    },
    close: () => deps.store.close(),
    ...changesOf({ ...deps, index, find, changed: () => soon(''), follow: runs.follow }),
  };
}

function fill(index: TaskIndex, store: TaskStore): void {
  for (const task of store.tasks()) index.put(viewOfWritten(task));
  index.place(store.ranks());
  for (const [id, count] of store.comments()) index.comment(id, count);
}

const knownProjects = (projects: readonly StoredProject[]): StoredProject[] =>
  projects.filter(({ root }) => existsSync(root));

/** Tasks may be written down before there is a plan; the projects of a monorepo lie below its folder. */
function projectsAt(folders: readonly string[]): StoredProject[] {
  const there = folders.filter((folder) => existsSync(folder)).map((folder) => realpathSync(folder));
  const around = there.map((folder) => findProjectRoot(folder) ?? folder);
  return [...new Set([...around, ...there.flatMap(projectsBelow)])].map(projectAt);
}

function detailOf({ store, view, claims }: TaskBoardDeps, task: TaskView): TaskDetail {
  const said = store.history(task.id);
  if (task.run === null) return { task, description: store.description(task.id), history: said };
  const run = view(task.run);
  const history = [...said, ...claimEntries(claims(task.run), task.id)].toSorted((a, b) => a.at - b.at);
  return { task, description: run === null ? '' : describeRunTask(run, task), history };
}
