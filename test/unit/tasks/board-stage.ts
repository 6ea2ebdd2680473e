import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { TasksChangedParams, TaskView } from '#schemas/protocol/tasks.ts';
import { projectAt } from '../../../server/runs/project-at.ts';
import type { StoredProject } from '../../../server/store/journal.ts';
import { openTaskStore } from '../../../server/store/task-store.ts';
import { createTaskBoard, type TaskBoard } from '../../../server/tasks/task-board.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { engineRun, type EngineRun } from '../engine/engine-run.ts';
import type { PlannedPhase } from '../engine/world.ts';

export interface BoardStage {
  readonly board: TaskBoard;
  /** Root of the project. */
  readonly root: string;
  readonly told: TasksChangedParams[];
  /** Begins a run of the pure engine in the project; `startedAt` decides which is the newest. */
  begin(plan: readonly PlannedPhase[], run?: string, startedAt?: number): EngineRun;
  /** The board of the server that comes after this one. */
  again(): BoardStage;
  task(id: string): TaskView | undefined;
}

export const withBoard = (work: (stage: BoardStage) => Promise<void> | void): Promise<void> =>
  withTempDir(async (folder) => {
    const root = path.join(folder, 'shop');
    mkdirSync(path.join(root, '.git'), { recursive: true });
    const stages: BoardStage[] = [];
    const stage = (): BoardStage => {
      const made = stageAt(folder, root, stage);
      stages.push(made);
      return made;
    };
    try {
      await work(stage());
    } finally {
      for (const { board } of stages) board.close();
    }
  });

function stageAt(home: string, root: string, again: () => BoardStage): BoardStage {
  const runs = new Map<string, EngineRun>();
  const projects = new Map<string, StoredProject>();
  const told: TasksChangedParams[] = [];
  let now = 1_000;
  const runOf = (id: string): EngineRun => {
    const run = runs.get(id);
    if (run === undefined) throw new Error(`there is no run ${id}`);
    return run;
  };
  const board = createTaskBoard({
    store: openTaskStore(home),
    projects: () => [...projects.values()],
    addProject: (project) => void projects.set(project.id, project),
    views: () => [...runs.values()].map(({ view }) => view).toReversed(),
    view: (id) => runs.get(id)?.view ?? null,
    steer({ run, verb, workstream, text }) {
      runOf(run).steer(verb, workstream, text);
      return runOf(run).view;
    },
    claims: () => [],
    notify: (params) => void told.push(params),
    person: 'ana',
    now: () => (now += 1),
  });
  return {
    board,
    root,
    told,
    begin(plan, id = 'r', at = 10) {
      const run = engineRun(plan, {}, { run: id, project: projectAt(root), at });
      runs.set(id, run);
      return run;
    },
    again,
    task: (id) => board.list([root]).tasks.find((task) => task.id === id),
  };
}
