import * as z from 'zod';
import { Liveness, NOTHING_SEEN } from '#schemas/run/liveness.ts';
import { PhaseView } from '#schemas/run/phase.ts';
import { AgentRole } from '#schemas/run/policy.ts';
import { UsageRow } from '#schemas/run/usage.ts';
import { Signal } from '#schemas/run/signal.ts';

/**
 * `waiting`: nothing can be done before a person answers one of the signals; it goes on by itself then. `paused` and
 * `stopped` were asked for, or a limit was reached (`outcome`); they go on with `resume`. `failed` is a bug of ours or
 * of the environment; `resume` tries again.
 */
export const RunStatus = z.enum(['running', 'waiting', 'paused', 'stopped', 'failed', 'completed']);
export type RunStatus = z.infer<typeof RunStatus>;

/** Why a run that nobody stopped has stopped. */
export const RunOutcome = z.object({
  /** `away`: the plan for the time in which nobody watches has ended; `used` and `limit` are of what was reached. */
  kind: z.enum(['session-budget', 'tokens', 'costUsd', 'minutes', 'sessions', 'away']),
  used: z.number(),
  limit: z.number(),
  /** The command that goes on from here. */
  resume: z.string(),
});
export type RunOutcome = z.infer<typeof RunOutcome>;

/** An agent process as it is right now; not journaled. */
export const AgentView = z.object({
  executor: z.string(),
  role: AgentRole,
  phase: z.string(),
  workstream: z.string(),
  runtime: z.string(),
  /** Name of the machine that it was given to; null for this one. */
  machine: z.string().nullable().default(null),
  /** Null for one that runs elsewhere, and for a person. */
  pid: z.number().int().nullable(),
  startedAt: z.number(),
  /** How often it said or did something. */
  events: z.number().int().nonnegative(),
  /** When the agent last said or did anything. */
  lastEventAt: z.number(),
  /** The last thing it said or did, at most 200 characters. */
  lastEvent: z.string(),
  /** Whether it is at work, and what shows it. */
  liveness: Liveness.default(NOTHING_SEEN),
});
export type AgentView = z.infer<typeof AgentView>;

/** What the agents of a run have used so far. */
export const RunUsage = z.object({
  /** As the agents report them; of those that tell no more, the context in use at the end of a session. */
  tokens: z.number().nonnegative(),
  /** As the agents report it, or estimated from their tokens. */
  costUsd: z.number().nonnegative(),
  sessions: z.number().int().nonnegative(),
  /** Milliseconds in which something was under way. */
  activeMs: z.number().nonnegative(),
});
export type RunUsage = z.infer<typeof RunUsage>;

/** A session as the method counts it: how much of it is used decides whether a phase may start and how. */
export const SessionView = z.object({
  number: z.number().int().positive(),
  usedPercent: z.number(),
  phasesCompleted: z.number().int().nonnegative(),
  /** Once a team has failed, there is no second one. */
  teamFailed: z.boolean(),
});
export type SessionView = z.infer<typeof SessionView>;

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
  outcome: RunOutcome.nullable(),
  /** The branch that the commits land on. */
  branch: z.string().nullable(),
  session: SessionView,
  usage: RunUsage,
  /** What the sessions that are over used, by workstream, role, runtime and model. */
  spending: z.array(UsageRow),
  phases: z.array(PhaseView),
  /** What a person is asked or told, oldest first. */
  signals: z.array(Signal),
  agents: z.array(AgentView),
  /** The completion report as markdown, once completed. */
  report: z.string().nullable(),
  startedAt: z.number(),
  updatedAt: z.number(),
  endedAt: z.number().nullable(),
});
export type RunView = z.infer<typeof RunView>;
