import * as z from 'zod';
import { RunView } from '#schemas/run/run.ts';

const Path = z.string().min(1).max(4096);

/** Starts a run. Answers as soon as the run is journaled; progress arrives as `RunChanged`. */
export const StartRunMethod = 'clutch/run/start';
export const StartRunParams = z.object({
  /** Absolute path of a PRD, or of a project whose only PRD is run. */
  target: Path,
  /** Phase ids; null means: from the first phase not completed, to the last. */
  start: z.string().max(32).nullable(),
  end: z.string().max(32).nullable(),
  /** Name of the runtime; null means the project's setting. */
  runtime: z.string().max(64).nullable(),
  /** Absolute path of a playbook file; implies the runtime `playbook`. */
  playbook: Path.nullable(),
  /** Chosen by the client. Asked again with the same key, because the answer got lost, the server starts no second run. */
  key: z.string().min(1).max(64).optional(),
});
export type StartRunParams = z.infer<typeof StartRunParams>;

/** Stops or resumes. `run` null means: the only one it can be, in that project. */
export const StopRunMethod = 'clutch/run/stop';
export const ResumeRunMethod = 'clutch/run/resume';
export const RunSelector = z.object({ run: z.string().max(64).nullable(), project: Path.nullable() });
export type RunSelector = z.infer<typeof RunSelector>;

export const AnswerQuestionMethod = 'clutch/run/answer';
export const AnswerQuestionParams = z.object({
  run: z.string().max(64),
  question: z.string().max(64),
  option: z.string().max(64),
});
export type AnswerQuestionParams = z.infer<typeof AnswerQuestionParams>;

/** All runs of a project (or of all projects), newest first. */
export const ListRunsMethod = 'clutch/run/list';
export const ListRunsParams = z.object({ project: Path.nullable() });
export type ListRunsParams = z.infer<typeof ListRunsParams>;
export const ListRunsResult = z.array(RunView);
export type ListRunsResult = z.infer<typeof ListRunsResult>;

/** Notification to every client: this run looks like this now. At most 10 a second per run; the last state always arrives. */
export const RunChangedMethod = 'clutch/run/changed';
export const RunChangedParams = RunView;
