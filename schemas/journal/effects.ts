import * as z from 'zod';
import { Checkpoint } from '#schemas/document/checkpoint.ts';
import { ValidationOutline } from '#schemas/document/outline.ts';
import { Receipt } from '#schemas/run/receipt.ts';

/** Identifies an effect within its run; deterministic, so that a replay names the same effects. */
const id = z.string();
const phase = z.string();
const root = z.string();
const sha = z.string();

/** Reads the PRD, WORKFLOW.md and git: what there is to do and on which branch. Changes nothing. */
export const InspectProject = z.object({
  id,
  type: z.literal('inspect-project'),
  root,
  prd: z.string(),
  start: z.string().nullable(),
  end: z.string().nullable(),
});

/** Finds and reads the PRP of a phase. Changes nothing. */
export const ReadPrp = z.object({ id, type: z.literal('read-prp'), root, prd: z.string(), phase });

/** Makes an executor's own worktree and branch at `base`; an earlier attempt's leftovers are kept under a ref first. */
export const PrepareWorktree = z.object({
  id,
  type: z.literal('prepare-worktree'),
  root,
  prd: z.string(),
  phase,
  workstream: z.string(),
  base: sha,
});

/** Runs one agent session for one workstream in its worktree. */
export const RunAgent = z.object({
  id,
  type: z.literal('run-agent'),
  phase,
  workstream: z.string(),
  attempt: z.number().int().positive(),
  runtime: z.string(),
  playbook: z.string().nullable(),
  root,
  worktree: z.string(),
  /** The session starts from exactly this commit; what an interrupted one left is kept under a ref. */
  base: sha,
  prd: z.string(),
  prp: z.string(),
  /** Receipts of the commands that failed in the round before, for the executor to mend. */
  failures: z.array(Receipt),
});

/** Commits what the executor left in its worktree to its branch and lists what changed since `base`. */
export const CollectWork = z.object({
  id,
  type: z.literal('collect-work'),
  phase,
  workstream: z.string(),
  worktree: z.string(),
  base: sha,
});

/**
 * Merges the workstreams' commits, in order, in the phase's own worktree, on what `branch` is by then (`base` or
 * something that a person has built on it); the result is staged there.
 */
export const IntegratePhase = z.object({
  id,
  type: z.literal('integrate-phase'),
  root,
  phase,
  branch: z.string(),
  base: sha,
  commits: z.array(sha),
});

/** Runs one validation command in the phase's worktree and returns the receipt. */
export const RunCommand = z.object({
  id,
  type: z.literal('run-command'),
  phase,
  root,
  worktree: z.string(),
  level: z.number().int().positive(),
  title: z.string(),
  command: z.string(),
  /** Where the command stands, for messages: `PRPs/PRP-x-phase-1.md:42`. */
  source: z.string(),
});

/** Makes the phase's commit out of what is staged in the phase's worktree. Moves no branch. */
export const CommitPhase = z.object({
  id,
  type: z.literal('commit-phase'),
  phase,
  worktree: z.string(),
  base: sha,
  message: z.string(),
});

/** Makes the commit that records the phase in WORKFLOW.md, on top of the phase's commit. Moves no branch. */
export const WriteCheckpoint = z.object({
  id,
  type: z.literal('write-checkpoint'),
  worktree: z.string(),
  parent: sha,
  message: z.string(),
  project: z.object({ name: z.string(), prd: z.string(), created: z.string() }),
  allPhases: z.array(z.object({ id: z.string(), title: z.string() })),
  checkpoint: Checkpoint,
});

/** Fast-forwards the person's branch from `from` to `to`; refuses when that would touch uncommitted work. */
export const LandPhase = z.object({
  id,
  type: z.literal('land-phase'),
  phase,
  root,
  branch: z.string(),
  from: sha,
  to: sha,
});

/** Removes the phase's worktrees and branches that are clean; what is not clean stays and is named. */
export const CleanUp = z.object({
  id,
  type: z.literal('clean-up'),
  phase,
  root,
  worktrees: z.array(z.object({ path: z.string(), branch: z.string().nullable(), tip: sha })),
});

/** Gives a person's answer to the agent that asked, if it still waits. */
export const AnswerAgent = z.object({ id, type: z.literal('answer-agent'), question: z.string(), option: z.string() });

/** What the engine asks the world to do. Each is idempotent, or finds out by itself how far an earlier try came. */
export const Effect = z.discriminatedUnion('type', [
  InspectProject,
  ReadPrp,
  PrepareWorktree,
  RunAgent,
  CollectWork,
  IntegratePhase,
  RunCommand,
  CommitPhase,
  WriteCheckpoint,
  LandPhase,
  CleanUp,
  AnswerAgent,
]);
export type Effect = z.infer<typeof Effect>;
export type EffectType = Effect['type'];
export type EffectOf<T extends EffectType> = Extract<Effect, { type: T }>;

/** What a PRP holds for the engine. */
export const PrpContent = z.object({
  path: z.string(),
  workstreams: z.array(z.object({ name: z.string(), files: z.array(z.string()), dependsOn: z.array(z.string()) })),
  validation: z.array(ValidationOutline),
});
export type PrpContent = z.infer<typeof PrpContent>;
