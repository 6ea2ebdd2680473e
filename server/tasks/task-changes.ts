import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import type { MoveTaskParams, TaskChange, TaskDraft, TaskEntry, TaskMove, TaskView } from '#schemas/protocol/tasks.ts';
import type { RunView } from '#schemas/run/run.ts';
import { findProjectRoot } from '../plans/project.ts';
import { EffectError } from '../runs/effect-error.ts';
import { projectAt } from '../runs/project-at.ts';
import type { WrittenTask } from '../store/task-store.ts';
import type { TaskBoardDeps } from './board-deps.ts';
import { rankBefore } from './ranks.ts';
import type { TaskIndex } from './task-index.ts';
import { describeChange, oneLine, viewOfWritten } from './written-task.ts';

/** All that a person can do with tasks. Each throws an `EffectError` with a sentence where it cannot be done. */
export interface TaskChanges {
  /** `root`: absolute path in the project. */
  create(root: string, draft: TaskDraft): TaskView;
  update(id: string, change: TaskChange): TaskView;
  move(params: MoveTaskParams): TaskView;
  comment(id: string, text: string): TaskView;
  remove(id: string): void;
}

interface ChangesDeps extends Pick<TaskBoardDeps, 'store' | 'addProject' | 'steer' | 'view' | 'person' | 'now'> {
  readonly index: TaskIndex;
  /** Throws where there is none. */
  find(id: string): TaskView;
  follow(run: RunView): void;
  /** Something is to be told. */
  changed(): void;
}

type Save = (
  task: WrittenTask,
  description: string | null,
  what: TaskEntry,
  ranks?: ReadonlyMap<string, number>,
) => TaskView;

export function changesOf(deps: ChangesDeps): TaskChanges {
  const { store, index, find, changed } = deps;
  const entry = (kind: TaskEntry['kind'], text: string): TaskEntry => ({
    at: deps.now(),
    by: deps.person,
    kind,
    text,
  });
  const save: Save = (task, description, what, ranks = new Map()) => {
    store.save(task, description, what, ranks);
    index.place(ranks);
    index.put(viewOfWritten(task));
    changed();
    return find(task.id);
  };
  return {
    create(root, draft) {
      const project = projectOf(root);
      const id = newId(index);
      requireDependencies(deps, id, draft.dependsOn);
      deps.addProject(project);
      const { description, ...said } = draft;
      const now = deps.now();
      const title = oneLine(draft.title);
      const task = { ...said, id, title, project: project.id, cameFrom: draft.status, evidence: null, updatedAt: now };
      const ranks = rankBefore(index.all(), { id, column: draft.status, before: null, now });
      return save(task, description, entry('created', draft.status), ranks);
    },
    update(id, change) {
      const before = writtenOf(deps, id, 'Its words and its priority are those of the plan.');
      if (change.dependsOn !== undefined) requireDependencies(deps, id, change.dependsOn);
      const { description, ...said } = change;
      const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
      const next: WrittenTask = { ...before, ...given, updatedAt: deps.now() };
      const after = { ...next, title: oneLine(next.title) };
      const was = store.description(id);
      const text = describeChange(before, after, { before: was, after: description ?? was });
      return text === '' ? find(id) : save(after, description ?? null, entry('changed', text));
    },
    move: (params) => moveTask(deps, params, entry, save),
    comment(id, text) {
      const { comments } = find(id);
      store.addEntry(id, entry('comment', text));
      index.comment(id, comments + 1);
      changed();
      return find(id);
    },
    remove(id) {
      writtenOf(deps, id, 'It goes with its run.');
      store.remove(id);
      index.drop(id);
      changed();
    },
  };
}

function moveTask(
  deps: ChangesDeps,
  { task: id, to, reason, before }: MoveTaskParams,
  entry: (kind: TaskEntry['kind'], text: string) => TaskEntry,
  save: Save,
): TaskView {
  const { index, find, changed, now, store } = deps;
  const task = find(id);
  const move = task.status === to ? null : requireMove(task, to, reason);
  if (move && task.run !== null) decide(deps, task, move, reason);
  // Where a run puts its task after a decision, it puts it by itself.
  const isPlaced = move === null || task.run === null || before !== null;
  const ranks = isPlaced ? rankBefore(index.all(), { id, column: to, before, now: now() }) : new Map<string, number>();
  if (move && task.run === null) {
    const evidence = { text: reason ?? `moved by ${deps.person}`, at: now() };
    const next = { ...writtenOf(deps, id, ''), status: to, cameFrom: task.status, evidence, updatedAt: now() };
    return save(next, null, entry('moved', describeMove(task, move, reason)), ranks);
  }
  store.setRanks(ranks);
  index.place(ranks);
  if (move) store.addEntry(id, entry('moved', describeMove(task, move, reason)));
  changed();
  return find(id);
}

const describeMove = ({ status }: TaskView, { to, verb }: TaskMove, reason: string | null): string =>
  `${verb === null ? '' : `${verb}, `}${status} → ${to}${reason === null ? '' : `: ${reason}`}`;

/** Steers the run; what the engine did not take up is said, so that nobody thinks it was. */
function decide({ steer, view, follow }: ChangesDeps, task: TaskView, { verb }: TaskMove, reason: string | null): void {
  const { run, phase, workstream } = task;
  if (run === null || phase === null || verb === null) return;
  const stateOf = (now: RunView | null): string =>
    JSON.stringify([now?.status, now?.signals, now?.phases.find(({ id }) => id === phase)]);
  const before = stateOf(view(run));
  const after = steer({ run, phase, workstream, verb, text: reason, runtime: null });
  if (stateOf(after) === before) {
    const why = `phase ${phase} is being landed or has landed, and what is on the branch is not undone`;
    throw new EffectError('user', `The run did not take this up: ${why}.`);
  }
  follow(after);
}

function requireMove(task: TaskView, to: TaskView['status'], reason: string | null): TaskMove {
  const move = task.moves.find((one) => one.to === to);
  if (move === undefined) {
    const possible = task.moves.map((one) => `${one.to} (${one.verb ?? 'move'})`).join(', ');
    const instead = possible === '' ? 'Nothing can be decided about it now.' : `It can go to: ${possible}.`;
    throw new EffectError(
      'user',
      `“${task.title}” cannot be put to ${to}: it is part of a run, and its status follows from git, receipts and reports. ${instead}`,
    );
  }
  if (move.needs === 'reason' && reason === null) {
    throw new EffectError('user', `To put “${task.title}” to ${to} needs a reason, which everybody will read.`);
  }
  return move;
}

function writtenOf({ find, store }: ChangesDeps, id: string, why: string): WrittenTask {
  const view = find(id);
  if (view.origin === 'run') throw new EffectError('user', `“${view.title}” is part of a run. ${why}`);
  const written = store.task(id);
  if (written) return written;
  throw new EffectError('environment', `The task ${id} is not in the file of the tasks any more.`);
}

function requireDependencies({ index }: ChangesDeps, id: string, dependsOn: readonly string[]): void {
  const unknown = dependsOn.find((one) => one !== id && index.get(one) === undefined);
  if (unknown !== undefined) {
    throw new EffectError('user', `There is no task ${unknown} to wait for. \`clutch tasks\` lists them.`);
  }
  const circle = index.circle(id, dependsOn);
  if (circle === null) return;
  const titles = circle.map((one) => `“${index.get(one)?.title ?? one}”`).join(', which waits for ');
  throw new EffectError('user', `It would wait for itself: for ${titles}. Leave one of them out.`);
}

function projectOf(folder: string) {
  if (!existsSync(folder)) throw new EffectError('user', `There is no folder ${folder} to write a task down for.`);
  const root = realpathSync(folder);
  return projectAt(findProjectRoot(root) ?? root);
}

/** Short enough to be typed. */
function newId(index: Pick<TaskIndex, 'get'>): string {
  for (;;) {
    const id = `t-${randomBytes(4).toString('hex')}`;
    if (index.get(id) === undefined) return id;
  }
}
