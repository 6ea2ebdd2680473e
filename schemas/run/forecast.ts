import * as z from 'zod';
import { ExecutionMode, GateView } from '#schemas/run/phase.ts';

/** What is expected to be used, by the average of earlier runs of the project. */
export const ExpectedUse = z.object({
  tokens: z.number(),
  costUsd: z.number(),
  minutes: z.number(),
  /** Agent sessions. */
  sessions: z.number(),
});
export type ExpectedUse = z.infer<typeof ExpectedUse>;

export const ForecastPhase = z.object({
  id: z.string(),
  title: z.string(),
  /**
   * `completed`: WORKFLOW.md and git say so; `left-out`: before `start` or behind `end`; `runs`; `waits`: a person is
   * asked first, for the reason in `note`; `stops`: the budget gate stops the run before it; `not-reached`: behind that.
   */
  status: z.enum(['completed', 'left-out', 'runs', 'waits', 'stops', 'not-reached']),
  /** Path of its PRP, relative to the project; null where there is none yet. */
  prp: z.string().nullable(),
  /** Workstreams as they would be executed; one is assumed where there is no PRP yet. */
  workstreams: z.number().int().nonnegative(),
  /** Number of the session in which it would run. */
  session: z.number().int().positive().nullable(),
  gate: GateView.nullable(),
  mode: ExecutionMode.nullable(),
  modeReason: z.string().nullable(),
  /** Null without history, and for phases that would not run. */
  expected: ExpectedUse.nullable(),
  /** What else is to be known of it: that its PRP would be researched, or why it waits or stops. */
  note: z.string().nullable(),
});
export type ForecastPhase = z.infer<typeof ForecastPhase>;

/** What a run would come to, before anything is spent. */
export const Forecast = z.object({
  /** Absolute path of the project. */
  project: z.string(),
  prd: z.string(),
  phases: z.array(ForecastPhase),
  /** Sessions that it would take; 0 where nothing would run. */
  sessions: z.number().int().nonnegative(),
  /** Sum over the phases that would run. */
  expected: ExpectedUse.nullable(),
  /** The phase before which it would stop. */
  stopsBefore: z.string().nullable(),
  /** One sentence for a person. */
  sentence: z.string(),
});
export type Forecast = z.infer<typeof Forecast>;
