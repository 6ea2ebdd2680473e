import type { SessionRecord } from '#schemas/journal/records.ts';
import type { SteerRunParams } from '#schemas/protocol/runs.ts';
import type { TasksChangedParams } from '#schemas/protocol/tasks.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { StoredProject } from '../store/journal.ts';
import type { TaskStore } from '../store/task-store.ts';

/** What the board needs of the rest of the server. */
export interface TaskBoardDeps {
  readonly store: TaskStore;
  /** Those that a run or a task made known. */
  projects(): readonly StoredProject[];
  addProject(project: StoredProject): void;
  views(): readonly RunView[];
  view(run: string): RunView | null;
  /** Throws an `EffectError` for what cannot be decided now. */
  steer(params: SteerRunParams): RunView;
  /** What sessions of a run claimed of their tasks, oldest first. */
  claims(run: string): readonly SessionRecord[];
  notify(params: TasksChangedParams): void;
  /** The person's name, for the history. */
  readonly person: string;
  now(): number;
}
