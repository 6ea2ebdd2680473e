import * as z from 'zod';
import { ChangeStats, ExecutionMode } from '#schemas/run/phase.ts';

/** A workstream's line in a checkpoint. `skipped` and `deferred` carry a reason. */
export const CheckpointWorkstream = z.object({
  name: z.string(),
  status: z.enum(['completed', 'skipped', 'deferred']),
  files: z.array(z.string()),
  reason: z.string().nullable(),
});
export type CheckpointWorkstream = z.infer<typeof CheckpointWorkstream>;

/** Everything that WORKFLOW.md says of one finished phase; enough, with the PRD and git, for a cold start. */
export const Checkpoint = z.object({
  phase: z.object({ id: z.string(), title: z.string() }),
  status: z.enum(['completed', 'deferred']),
  /** Why a phase was deferred; null when it is completed. */
  reason: z.string().nullable(),
  /** Null when there was nothing to commit, or when a person commits what is staged. */
  commit: z.object({ sha: z.string(), message: z.string() }).nullable(),
  /** Null when nothing was executed. */
  mode: ExecutionMode.nullable(),
  /** How many executors worked at the same time in a team, and whether it was stopped and the rest done one by one. */
  team: z.object({ executors: z.number().int(), failed: z.boolean() }),
  workstreams: z.array(CheckpointWorkstream),
  /** Validation levels that passed, each with its commands' count. */
  levels: z.array(z.object({ level: z.number().int(), title: z.string(), commands: z.number().int() })),
  stats: ChangeStats,
  debugCycles: z.number().int().nonnegative(),
  /** Percent of the session that remains. */
  remainingPercent: z.number(),
  next: z.object({ id: z.string(), title: z.string() }).nullable(),
  /** The command that goes on from here. */
  resume: z.string(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;
