import * as z from 'zod';
import { AgentRole } from '#schemas/run/policy.ts';
import { Receipt } from '#schemas/run/receipt.ts';
import { VerificationReport } from '#schemas/run/reports.ts';

/** How the workstreams of a phase are executed. */
export const ExecutionMode = z.enum(['solo', 'sequential', 'team', 'staggered-team']);
export type ExecutionMode = z.infer<typeof ExecutionMode>;

export const FileChange = z.object({
  /** Relative to the project root, with `/` on every platform. */
  path: z.string(),
  kind: z.enum(['added', 'modified', 'deleted', 'renamed']),
});
export type FileChange = z.infer<typeof FileChange>;

/** A change that its executor was not entitled to make. */
export const OutsideChange = z.object({
  path: z.string(),
  /** The executor whose file it is, `the plan` for plan documents, `nobody`, or why no executor may make it. */
  owner: z.string(),
});
export type OutsideChange = z.infer<typeof OutsideChange>;

export const ChangeStats = z.object({
  files: z.number().int().nonnegative(),
  insertions: z.number().int().nonnegative(),
  deletions: z.number().int().nonnegative(),
});
export type ChangeStats = z.infer<typeof ChangeStats>;

/** What an executor says it did. Kept as a claim: the engine believes git and receipts, not this. */
export const ExecutionReport = z.object({
  status: z.enum(['COMPLETE', 'BLOCKED', 'PARTIAL']),
  filesCreated: z.array(z.string()),
  filesModified: z.array(z.string()),
  tests: z.string(),
  issues: z.string(),
  decisions: z.string(),
});
export type ExecutionReport = z.infer<typeof ExecutionReport>;

/** Something that a program found in what an agent delivered, and where. */
export const DeliveryFinding = z.object({ path: z.string(), message: z.string() });
export type DeliveryFinding = z.infer<typeof DeliveryFinding>;

/** The contract that an upstream workstream owes those that build on it. */
export const ContractView = z.object({
  /** Names of the workstreams that rely on it. */
  to: z.array(z.string()),
  /** In the plan's words. */
  about: z.string(),
  status: z.enum(['wanted', 'checking', 'confirmed', 'waived']),
  source: z.enum(['plan', 'agent', 'person']).nullable(),
  /** As it was published, verbatim: one or more fenced blocks. */
  text: z.string().nullable(),
  findings: z.array(DeliveryFinding),
  attempts: z.number().int().nonnegative(),
});
export type ContractView = z.infer<typeof ContractView>;

export const WorkstreamStatus = z.enum(['pending', 'in-progress', 'completed', 'failed', 'skipped', 'deferred']);
export type WorkstreamStatus = z.infer<typeof WorkstreamStatus>;

export const WorkstreamView = z.object({
  name: z.string(),
  role: AgentRole,
  /** `executor-<name>`. */
  executor: z.string(),
  status: WorkstreamStatus,
  /** Why it failed, was skipped, deferred or is held; null otherwise. */
  reason: z.string().nullable(),
  /** A person holds it back. */
  held: z.enum(['paused', 'stopped']).nullable(),
  files: z.array(z.string()),
  dependsOn: z.array(z.string()),
  contract: ContractView.nullable(),
  changes: z.array(FileChange),
  /** Changes outside of its files that nobody has allowed. */
  outside: z.array(OutsideChange),
  report: ExecutionReport.nullable(),
  attempts: z.number().int().nonnegative(),
  /** Runtime of its next session, where it differs from the run's. */
  runtime: z.string().nullable(),
  /** Name of the machine that its session is on, or its last one was, where that is another than the run's. */
  machine: z.string().nullable(),
  /** Absolute path of its worktree and name of its branch, once they are there. */
  worktree: z.object({ path: z.string(), branch: z.string().nullable(), base: z.string() }).nullable(),
  /** The commit that holds its work. */
  commit: z.string().nullable(),
  /** Milliseconds since the epoch. */
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
});
export type WorkstreamView = z.infer<typeof WorkstreamView>;

export const PhaseStep = z.enum([
  'prp',
  'gate',
  'execute',
  'contracts',
  'integrate',
  'validate',
  'debug',
  'commit',
  'checkpoint',
  'land',
  'clean-up',
]);
export type PhaseStep = z.infer<typeof PhaseStep>;

/** The budget gate: what a phase was expected to need, and what was there. */
export const GateView = z.object({
  verdict: z.enum(['go', 'fresh-session', 'stop']),
  /** Each line of the arithmetic, for a person. */
  lines: z.array(z.string()),
  /** Percent of the session. */
  cost: z.number(),
  needed: z.number(),
  remaining: z.number(),
});
export type GateView = z.infer<typeof GateView>;

/** Implemented and consumed contracts, compared by program. */
export const ContractComparison = z.object({
  from: z.string(),
  to: z.string(),
  /** What was published or implemented, and what the other side says it builds on; canonical text for a diff. */
  published: z.string(),
  consumed: z.string(),
  differences: z.array(z.object({ workstream: z.string(), message: z.string() })),
});
export type ContractComparison = z.infer<typeof ContractComparison>;

export const PhaseView = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(['pending', 'in-progress', 'completed', 'failed', 'deferred']),
  /** Why it failed, was deferred or is held; null otherwise. */
  reason: z.string().nullable(),
  held: z.boolean(),
  /** What the phase is at, null before it starts and after it is over. */
  step: PhaseStep.nullable(),
  /** Path of the PRP, relative to the project root. */
  prp: z.string().nullable(),
  gate: GateView.nullable(),
  mode: ExecutionMode.nullable(),
  modeReason: z.string().nullable(),
  /** Whether its team was stopped because it produced nothing. */
  teamFailed: z.boolean(),
  workstreams: z.array(WorkstreamView),
  /** The agent that mends what no single executor owns, once there is one. */
  debugger: WorkstreamView.nullable(),
  comparisons: z.array(ContractComparison),
  receipts: z.array(Receipt),
  /** Receipts of earlier trees that were replaced; proof of nothing, but of what happened. */
  staleReceipts: z.number().int().nonnegative(),
  /** The receipts for which it was sent back to be mended, of the last debug cycle. */
  failures: z.array(Receipt),
  /** What the independent validator found on the present tree. */
  verification: VerificationReport.nullable(),
  debugCycles: z.number().int().nonnegative(),
  commit: z.object({ sha: z.string(), message: z.string(), stats: ChangeStats }).nullable(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
});
export type PhaseView = z.infer<typeof PhaseView>;

/** The workstreams of a phase and the agent that mends for all of them. */
export const workersOf = (phase: PhaseView): readonly WorkstreamView[] =>
  phase.debugger === null ? phase.workstreams : [...phase.workstreams, phase.debugger];
