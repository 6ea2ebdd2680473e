import * as z from 'zod';
import { AgentSettings } from '#schemas/agents.ts';
import { RecordKind, SessionRecord } from '#schemas/journal/records.ts';
import { Forecast } from '#schemas/run/forecast.ts';
import { RunView } from '#schemas/run/run.ts';
import { SteerVerb } from '#schemas/run/steering.ts';

const Path = z.string().min(1).max(4096);

/**
 * Who agreed to what the project starts on this machine. `listed`: only what was trusted before (`clutch/trust/grant`);
 * `all`: a person said yes to all of this run; `workspace`: the window's folder is trusted. Sent explicitly, or it is
 * `listed`.
 */
const RunConsent = z.enum(['listed', 'all', 'workspace']).default('listed');

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
  /** The model of every role that has no agent of its own; without one as the configuration says. */
  model: AgentSettings.shape.model,
  consent: RunConsent,
  /** Chosen by the client. Asked again with the same key, because the answer got lost, the server starts no second run. */
  key: z.string().min(1).max(64).optional(),
});
export type StartRunParams = z.infer<typeof StartRunParams>;

/** Stops, pauses or resumes. `run` null means: the only one it can be, in that project. */
export const StopRunMethod = 'clutch/run/stop';
export const ResumeRunMethod = 'clutch/run/resume';
export const RunSelector = z.object({ run: z.string().max(64).nullable(), project: Path.nullable() });
export type RunSelector = z.infer<typeof RunSelector>;
/** Resuming reads the project's configuration again; `runtime` and `model` are those of all sessions to come. */
export const ResumeRunParams = RunSelector.extend({
  runtime: z.string().max(64).nullable().default(null),
  model: StartRunParams.shape.model,
  consent: RunConsent,
});
export type ResumeRunParams = z.infer<typeof ResumeRunParams>;

/** Answers a signal. The run goes on by itself. */
export const AnswerSignalMethod = 'clutch/run/answer';
export const AnswerSignalParams = z.object({
  run: z.string().max(64),
  signal: z.string().max(128),
  option: z.string().max(64),
  /** The reason or the guidance, where the option needs one. */
  text: z.string().max(10_000).nullable(),
});
export type AnswerSignalParams = z.infer<typeof AnswerSignalParams>;

/** Lets what is under way end and starts nothing. */
export const PauseRunMethod = 'clutch/run/pause';

/** A decision about one phase or workstream of a run. */
export const SteerRunMethod = 'clutch/run/steer';
export const SteerRunParams = z.object({
  run: z.string().max(64),
  phase: z.string().max(32),
  workstream: z.string().max(200).nullable(),
  verb: SteerVerb,
  text: z.string().max(10_000).nullable(),
  runtime: z.string().max(64).nullable(),
});
export type SteerRunParams = z.infer<typeof SteerRunParams>;

/** What a run would come to, by the engine's own gate and decision matrix. Nothing is started. */
export const ForecastRunMethod = 'clutch/run/forecast';
export const ForecastRunParams = StartRunParams.pick({ target: true, start: true, end: true });
export type ForecastRunParams = z.infer<typeof ForecastRunParams>;
export const ForecastRunResult = Forecast;

/** All runs of a project (or of all projects), newest first. */
export const ListRunsMethod = 'clutch/run/list';
export const ListRunsParams = z.object({ project: Path.nullable() });
export type ListRunsParams = z.infer<typeof ListRunsParams>;
export const ListRunsResult = z.array(RunView);
export type ListRunsResult = z.infer<typeof ListRunsResult>;

/** Notification to every client: this run looks like this now. At most 10 a second per run; the last state always arrives. */
export const RunChangedMethod = 'clutch/run/changed';
export const RunChangedParams = RunView;

/** What the sessions of a run have left for people to read: permissions with their clauses, messages, reports, refusals. */
export const ListRecordsMethod = 'clutch/run/records';
export const ListRecordsParams = z.object({
  run: z.string().max(64),
  /** Null: all of them. */
  kinds: z.array(RecordKind).max(20).nullable().default(null),
});
/** Oldest first; of very many, the newest 1,000. */
export const ListRecordsResult = z.array(SessionRecord);
