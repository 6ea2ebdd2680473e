import * as z from 'zod';
import { Checkpoint } from '#schemas/document/checkpoint.ts';
import { ValidationOutline } from '#schemas/document/outline.ts';
import { DeliveryFinding, ExecutionReport } from '#schemas/run/phase.ts';
import { AgentRole } from '#schemas/run/policy.ts';
import { Receipt } from '#schemas/run/receipt.ts';
import { Gap } from '#schemas/run/reports.ts';

/** Identifies an effect within its run; deterministic, so that a replay names the same effects. */
const id = z.string();
const phase = z.string();
const root = z.string();
const sha = z.string();
const prd = z.string();

/** Reads the PRD, WORKFLOW.md and git: what there is to do and on which branch. Changes nothing. */
export const InspectProject = z.object({
  id,
  type: z.literal('inspect-project'),
  root,
  prd,
  start: z.string().nullable(),
  end: z.string().nullable(),
});

/** Finds and reads the PRP of a phase. Changes nothing. */
export const ReadPrp = z.object({ id, type: z.literal('read-prp'), root, prd, phase });

/** Makes an agent's own worktree and branch at `base`; an earlier attempt's leftovers are kept under a ref first. */
export const PrepareWorktree = z.object({
  id,
  type: z.literal('prepare-worktree'),
  root,
  prd,
  phase,
  workstream: z.string(),
  base: sha,
  /** Whether the executors of the phase use one folder, one after the other. */
  shared: z.boolean(),
});

/** Which files are whose: what an agent may change, and who owns the rest. */
export const Ownership = z.object({
  /** Paths, folders and globs; empty: everything but the plan's own documents. */
  files: z.array(z.string()),
  /** Paths that a person has allowed beside them. */
  granted: z.array(z.string()),
  /** Paths that a person has allowed to another executor: they are no longer its own, whatever `files` says. */
  taken: z.array(z.string()),
  others: z.array(z.object({ executor: z.string(), files: z.array(z.string()) })),
});
export type Ownership = z.infer<typeof Ownership>;

/** What an agent is told beside its role and its plan. */
export const Brief = z.object({
  /** Receipts of commands that failed, for it to mend. */
  failures: z.array(Receipt),
  gaps: z.array(Gap),
  /** What a program found in what it delivered before. */
  findings: z.array(DeliveryFinding),
  /** Contracts that it has to conform to, verbatim. */
  contracts: z.array(z.object({ from: z.string(), text: z.string() })),
  /** The contract that it owes others, in the plan's words, and the confirmed text once there is one. */
  owes: z.object({ to: z.array(z.string()), about: z.string(), text: z.string().nullable() }).nullable(),
  /** Cross-cutting concerns that it decides. */
  concerns: z.array(z.string()),
  /** A person's words, oldest first. */
  guidance: z.array(z.string()),
  /** What executors said they did. */
  summaries: z.array(z.object({ executor: z.string(), report: ExecutionReport.nullable() })),
  /** Names of the workstreams that were merged into this one. */
  merged: z.array(z.string()),
  /** What earlier sessions of this workstream asked, and what a person answered. */
  answers: z.array(z.object({ question: z.string(), answer: z.string() })).default([]),
});
export type Brief = z.infer<typeof Brief>;

/** Runs one agent session in a worktree. */
export const RunAgent = z.object({
  id,
  type: z.literal('run-agent'),
  role: AgentRole,
  /** `contract`: publish an interface contract, write no code. */
  task: z.enum(['work', 'contract']),
  phase,
  /** Name of the workstream; of the role, where the session is for the whole phase. */
  workstream: z.string(),
  attempt: z.number().int().positive(),
  runtime: z.string(),
  /** Null: the agent's own choice. */
  model: z.string().nullable().default(null),
  playbook: z.string().nullable(),
  root,
  worktree: z.string(),
  /** The session starts from exactly this commit; what an interrupted one left is kept under a ref. */
  base: sha,
  /** A merge that the session finds begun, with its conflicts, on top of `base`. */
  merge: z.object({ theirs: sha, files: z.array(z.string()) }).nullable(),
  prd,
  prp: z.string(),
  ownership: Ownership,
  brief: Brief,
});

/** Counts the files that the executors of a team have changed so far. Changes nothing. */
export const LookAtTeam = z.object({
  id,
  type: z.literal('look-at-team'),
  phase,
  worktrees: z.array(z.object({ path: z.string(), base: sha })),
});

/** Commits what an agent left in its worktree, as one commit on `base`, and lists what it changed and whose that is. */
export const CollectWork = z.object({
  id,
  type: z.literal('collect-work'),
  root,
  phase,
  workstream: z.string(),
  worktree: z.string(),
  base: sha,
  /** What the executor's changes are counted from: where its first session began. */
  since: sha,
  /** Paths that are put back to what they were. */
  drop: z.array(z.string()),
  ownership: Ownership,
});

/** Commits the PRP that a research agent wrote, if it passes every rule that a plan must pass. */
export const CollectPlan = z.object({
  id,
  type: z.literal('collect-plan'),
  root,
  prd,
  phase,
  worktree: z.string(),
  base: sha,
});

/** Compares what upstream executors published and implemented with what downstream executors say they build on. */
export const CompareContracts = z.object({
  id,
  type: z.literal('compare-contracts'),
  phase,
  pairs: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      published: z.string(),
      implemented: z.string().nullable(),
      consumed: z.string().nullable(),
    }),
  ),
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

/** Takes a merge in that an agent has resolved, unless conflict marks are left. */
export const ConcludeMerge = z.object({
  id,
  type: z.literal('conclude-merge'),
  phase,
  worktree: z.string(),
  ours: sha,
  theirs: sha,
  files: z.array(z.string()),
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
  /** Whose files are whose, to tell whom a failure concerns. */
  owners: z.array(z.object({ workstream: z.string(), files: z.array(z.string()) })),
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

/** Makes the commit that records the phase in WORKFLOW.md, on top of `parent`. Moves no branch. */
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

/**
 * Fast-forwards the person's branch from `from` to `to`; refuses when that would touch uncommitted work. With `stage`
 * the branch stays, and the files of `to` are staged in the checkout for the person to commit.
 */
export const LandPhase = z.object({
  id,
  type: z.literal('land-phase'),
  what: z.enum(['plan', 'phase']),
  phase,
  root,
  branch: z.string(),
  from: sha,
  to: sha,
  stage: z.boolean(),
});

/** Removes worktrees and branches that are clean; what is not clean stays and is named. */
export const CleanUp = z.object({
  id,
  type: z.literal('clean-up'),
  phase,
  root,
  worktrees: z.array(z.object({ path: z.string(), branch: z.string().nullable(), tip: sha })),
});

/**
 * Gives a person's answer to the agent that asked, if it still waits. `forget` names what is not to be remembered once
 * it was given.
 */
export const AnswerAgent = z.object({
  id,
  type: z.literal('answer-agent'),
  question: z.string(),
  option: z.string(),
  text: z.string().nullable().default(null),
  forget: z.string().nullable().default(null),
});

/** What the engine asks the world to do. Each is idempotent, or finds out by itself how far an earlier try came. */
export const Effect = z.discriminatedUnion('type', [
  InspectProject,
  ReadPrp,
  PrepareWorktree,
  RunAgent,
  LookAtTeam,
  CollectWork,
  CollectPlan,
  CompareContracts,
  IntegratePhase,
  ConcludeMerge,
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
  /** SHA-256 of its text: an edited PRP is another one. */
  hash: z.string(),
  workstreams: z.array(
    z.object({
      name: z.string(),
      files: z.array(z.string()),
      dependsOn: z.array(z.string()),
      /** SHA-256 of its section: what tells whether it was edited. */
      hash: z.string(),
      /** Names of the workstreams of the PRP that were merged into this one, to have four at most. */
      merged: z.array(z.string()),
    }),
  ),
  contracts: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      about: z.string(),
      /** The contract itself, where the plan already states it explicitly. */
      text: z.string().nullable(),
    }),
  ),
  concerns: z.array(z.object({ concern: z.string(), owner: z.string().nullable() })),
  /** Files of workstreams that lie outside of this repository. */
  foreign: z.array(z.string()),
  /** Why the PRP cannot be executed as it is, each with its line and what to do; empty when it can. */
  problems: z.array(z.string()),
  validation: z.array(ValidationOutline),
});
export type PrpContent = z.infer<typeof PrpContent>;
