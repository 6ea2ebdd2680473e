import * as z from 'zod';
import { PhaseView } from '#schemas/run/phase.ts';

/**
 * `waiting` asks a person for something that `reason` names; `stopped` was asked for; both go on with `resume`.
 * `failed` is a bug of ours or of the environment; `resume` tries again.
 */
export const RunStatus = z.enum(['running', 'waiting', 'stopped', 'failed', 'completed']);
export type RunStatus = z.infer<typeof RunStatus>;

/** Something an agent asked; the run goes on when it is answered. */
export const Question = z.object({
  id: z.string(),
  phase: z.string(),
  workstream: z.string(),
  text: z.string(),
  options: z.array(z.object({ id: z.string(), label: z.string() })),
  /** Milliseconds since the epoch. */
  askedAt: z.number(),
});
export type Question = z.infer<typeof Question>;

/** An agent process as it is right now; not journaled. */
export const AgentView = z.object({
  executor: z.string(),
  phase: z.string(),
  workstream: z.string(),
  runtime: z.string(),
  pid: z.number().int(),
  startedAt: z.number(),
  /** When the agent last said or did anything. */
  lastEventAt: z.number(),
  /** The last thing it said or did, at most 200 characters. */
  lastEvent: z.string(),
});
export type AgentView = z.infer<typeof AgentView>;

/** One run of a PRD, as `clutch status --json` prints it and every view shows it. */
export const RunView = z.object({
  id: z.string(),
  project: z.object({ id: z.string(), name: z.string(), root: z.string() }),
  /** Path of the PRD, relative to the project root. */
  prd: z.string(),
  runtime: z.string(),
  status: RunStatus,
  /** Why it waits, stopped or failed: what happened, where, and what to do. Null while it runs and when it completed. */
  reason: z.string().nullable(),
  /** The branch that the commits land on. */
  branch: z.string().nullable(),
  phases: z.array(PhaseView),
  questions: z.array(Question),
  agents: z.array(AgentView),
  /** The completion report as markdown, once completed. */
  report: z.string().nullable(),
  startedAt: z.number(),
  updatedAt: z.number(),
  endedAt: z.number().nullable(),
});
export type RunView = z.infer<typeof RunView>;
