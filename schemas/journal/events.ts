import * as z from 'zod';
import { PrpContent } from '#schemas/journal/effects.ts';
import { ChangeStats, ContractComparison, DeliveryFinding, ExecutionReport } from '#schemas/run/phase.ts';
import { FileChange, OutsideChange } from '#schemas/run/phase.ts';
import { RunPolicy } from '#schemas/run/policy.ts';
import { Receipt } from '#schemas/run/receipt.ts';
import { FixReport, VerificationReport } from '#schemas/run/reports.ts';
import { SignalKind, SignalOption, SignalSeverity } from '#schemas/run/signal.ts';
import { SteerVerb } from '#schemas/run/steering.ts';
import { SessionUsage } from '#schemas/run/usage.ts';
import { Consent } from '#schemas/run/trust.ts';

/** Raised when stored events change their meaning; a journal of a newer version is refused, never guessed at. */
export const JOURNAL_VERSION = 2;

/** Milliseconds since the epoch, as the server's clock said when the event was journaled. */
const at = z.number();
/** The effect that this event ends, or that is under way while it happens. */
const effect = z.string();

/** What one workstream took on average in earlier runs of this project; null where nothing is known. */
export const WorkstreamHistory = z.object({
  tokens: z.number(),
  costUsd: z.number(),
  minutes: z.number(),
  sessions: z.number(),
});
export type WorkstreamHistory = z.infer<typeof WorkstreamHistory>;

/** A person asked for a run. Always the first event of a run. */
export const RunRequested = z.object({
  type: z.literal('run-requested'),
  at,
  run: z.string(),
  project: z.object({ id: z.string(), name: z.string(), root: z.string() }),
  /** Relative to the project root. */
  prd: z.string(),
  start: z.string().nullable(),
  end: z.string().nullable(),
  runtime: z.string(),
  playbook: z.string().nullable(),
  policy: RunPolicy,
  history: WorkstreamHistory.nullable(),
  /** Absent: `listed`. */
  consent: Consent.optional(),
  /** The client's own name for its request. */
  key: z.string().optional(),
});

const ProjectInspected = z.object({
  type: z.literal('project-inspected'),
  at,
  effect,
  branch: z.string(),
  head: z.string(),
  /** Every phase of the PRD in order; `completed` says the commit that WORKFLOW.md names for it, if git knows it. */
  phases: z.array(z.object({ id: z.string(), title: z.string(), completed: z.string().nullable() })),
});

const PrpRead = z.object({ type: z.literal('prp-read'), at, effect, prp: PrpContent });
/** There is no PRP; `wanted` is the path that it should have. */
const PrpMissing = z.object({ type: z.literal('prp-missing'), at, effect, wanted: z.string() });

const WorktreeReady = z.object({
  type: z.literal('worktree-ready'),
  at,
  effect,
  path: z.string(),
  /** Null where it needs none. */
  branch: z.string().nullable(),
});

const AgentAsked = z.object({
  type: z.literal('agent-asked'),
  at,
  /** The session that asks; it goes on when it is answered. */
  effect,
  question: z.object({
    id: z.string(),
    text: z.string(),
    /** An answer about a `permission` holds for the one time that it is asked. */
    topic: z.enum(['question', 'permission']).default('question'),
    kind: SignalKind.default('question'),
    severity: SignalSeverity.default('normal'),
    detail: z.string().nullable().default(null),
    /** Empty for what nobody has to answer. */
    options: z.array(z.object({ ...SignalOption.shape, needs: SignalOption.shape.needs.default(null) })),
  }),
});

/** A look at the worktree of an agent at work: how much it changed so far, and what it was not entitled to change. */
const WorkObserved = z.object({
  type: z.literal('work-observed'),
  at,
  effect,
  changed: z.number().int().nonnegative(),
  outside: z.array(OutsideChange),
});

/** What a person is asked in the name of an agent, before it has its id. */
export const AgentQuestion = AgentAsked.shape.question.omit({ id: true });

/** Paths of the person's checkout that changed during a session, by the agent or by the person. */
const Elsewhere = z.array(z.string()).optional();

/** Name of the machine that the session ran on; absent: where the run is. */
const Machine = z.string().optional();

/** The session ended its turn. What it says is kept as a claim. */
const AgentEnded = z.object({
  type: z.literal('agent-ended'),
  at,
  effect,
  stopReason: z.string(),
  report: ExecutionReport.nullable(),
  verification: VerificationReport.nullable(),
  /** The gaps of the verification with the workstream that owns their files. */
  gapOwners: z.array(z.string().nullable()),
  fix: FixReport.nullable(),
  /** Fenced contract blocks that it said, verbatim, and what a program finds in them. */
  contract: z.object({ text: z.string(), findings: z.array(DeliveryFinding) }).nullable(),
  usage: SessionUsage,
  elsewhere: Elsewhere,
  machine: Machine,
});

/** The session broke off: crashed, fell silent, could not be started, did not speak the protocol. */
const AgentFailed = z.object({
  type: z.literal('agent-failed'),
  at,
  effect,
  code: z.enum(['not-startable', 'crashed', 'silent', 'protocol', 'worktree-gone']),
  message: z.string(),
  usage: SessionUsage,
  elsewhere: Elsewhere,
  machine: Machine,
});

/** How a session ended, wherever it ran. */
export const SessionEnd = z.discriminatedUnion('type', [
  AgentEnded.omit({ at: true, effect: true }),
  AgentFailed.omit({ at: true, effect: true }),
]);
export type SessionEnd = z.infer<typeof SessionEnd>;

const TeamSeen = z.object({ type: z.literal('team-seen'), at, effect, changed: z.number().int().nonnegative() });

const WorkCollected = z.object({
  type: z.literal('work-collected'),
  at,
  effect,
  commit: z.string(),
  changes: z.array(FileChange),
  outside: z.array(OutsideChange),
});

/** The worktree of a workstream is gone, with whatever was not committed in it. */
const WorkLost = z.object({ type: z.literal('work-lost'), at, effect, message: z.string() });

const PlanCollected = z.object({
  type: z.literal('plan-collected'),
  at,
  effect,
  /** Null while a rule finds something in it, or while it is not there. */
  commit: z.string().nullable(),
  findings: z.array(DeliveryFinding),
});

const ContractsCompared = z.object({
  type: z.literal('contracts-compared'),
  at,
  effect,
  comparisons: z.array(ContractComparison),
});

const PhaseIntegrated = z.object({
  type: z.literal('phase-integrated'),
  at,
  effect,
  worktree: z.string(),
  /** What it was merged on. */
  base: z.string(),
  /** The commit of all merges, for those who mend what validation finds. */
  tip: z.string(),
  /** Hash of the staged tree. */
  tree: z.string(),
});

const MergeConflicted = z.object({
  type: z.literal('merge-conflicted'),
  at,
  effect,
  worktree: z.string(),
  base: z.string(),
  /** The merges so far, and the commit that does not fit. */
  ours: z.string(),
  theirs: z.string(),
  files: z.array(z.string()),
});

/** `unresolved` names the files that still hold conflict marks. */
const MergeConcluded = z.object({
  type: z.literal('merge-concluded'),
  at,
  effect,
  commit: z.string().nullable(),
  unresolved: z.array(z.string()),
});

const CommandFinished = z.object({
  type: z.literal('command-finished'),
  at,
  effect,
  receipt: Receipt,
  /** Hash of the tracked files after the command; differs from the receipt's when the command changed them. */
  treeAfter: z.string(),
  /** Workstreams that own files which the output names. */
  concerns: z.array(z.string()),
});

const PhaseCommitted = z.object({
  type: z.literal('phase-committed'),
  at,
  effect,
  sha: z.string(),
  tree: z.string(),
  stats: ChangeStats,
});

const CheckpointWritten = z.object({ type: z.literal('checkpoint-written'), at, effect, sha: z.string() });

const PhaseLanded = z.object({ type: z.literal('phase-landed'), at, effect, head: z.string() });

/** The branch moved while the phase ran: the phase is to be built again on `head`. */
const BaseMoved = z.object({ type: z.literal('base-moved'), at, effect, head: z.string(), message: z.string() });

const CleanedUp = z.object({ type: z.literal('cleaned-up'), at, effect, left: z.array(z.string()) });
/** `delivered`: the agent that asked was still waiting. */
const AgentAnswered = z.object({
  type: z.literal('agent-answered'),
  at,
  effect,
  delivered: z.boolean().default(true),
});

/**
 * An effect could not be done. `user`: a person has to mend something; `environment`: git, the disk or an agent
 * failed; `bug`: ours.
 */
const EffectFailed = z.object({
  type: z.literal('effect-failed'),
  at,
  effect,
  cause: z.enum(['user', 'environment', 'bug']),
  message: z.string(),
});

const StopRequested = z.object({ type: z.literal('stop-requested'), at });
/** `why`: for what reason but a person's wish; `away`: what was reached of the plan for the time of absence. */
const PauseRequested = z.object({
  type: z.literal('pause-requested'),
  at,
  why: z.string().optional(),
  away: z.object({ used: z.number(), limit: z.number() }).optional(),
});
/** The policy as it is configured now; null: as it was. */
const ResumeRequested = z.object({
  type: z.literal('resume-requested'),
  at,
  policy: RunPolicy.nullable(),
  runtime: z.string().nullable(),
  /** `all` counts for the rest of the run. Absent: as it was. */
  consent: Consent.optional(),
});

/** A person decides about a phase, or about one workstream of it. */
const Steered = z.object({
  type: z.literal('steered'),
  at,
  phase: z.string(),
  workstream: z.string().nullable(),
  verb: SteerVerb,
  /** Why it is skipped or deferred; guidance for a retry. */
  text: z.string().nullable(),
  runtime: z.string().nullable(),
});

const SignalAnswered = z.object({
  type: z.literal('signal-answered'),
  at,
  signal: z.string(),
  option: z.string(),
  /** The reason or the guidance that the option needs. */
  text: z.string().nullable(),
});

export const EngineEvent = z.discriminatedUnion('type', [
  RunRequested,
  ProjectInspected,
  PrpRead,
  PrpMissing,
  WorktreeReady,
  AgentAsked,
  WorkObserved,
  AgentEnded,
  AgentFailed,
  TeamSeen,
  WorkCollected,
  WorkLost,
  PlanCollected,
  ContractsCompared,
  PhaseIntegrated,
  MergeConflicted,
  MergeConcluded,
  CommandFinished,
  PhaseCommitted,
  CheckpointWritten,
  PhaseLanded,
  BaseMoved,
  CleanedUp,
  AgentAnswered,
  EffectFailed,
  StopRequested,
  PauseRequested,
  ResumeRequested,
  Steered,
  SignalAnswered,
]);
export type EngineEvent = z.infer<typeof EngineEvent>;
export type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { type: T }>;
