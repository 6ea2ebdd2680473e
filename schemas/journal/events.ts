import * as z from 'zod';
import { PrpContent } from '#schemas/journal/effects.ts';
import { ChangeStats, ExecutionReport, FileChange } from '#schemas/run/phase.ts';
import { Receipt } from '#schemas/run/receipt.ts';
import { Question } from '#schemas/run/run.ts';

/** Raised when stored events change their meaning; a journal of a newer version is refused, never guessed at. */
export const JOURNAL_VERSION = 1;

/** Milliseconds since the epoch, as the server's clock said when the event was journaled. */
const at = z.number();
/** The effect that this event ends. */
const effect = z.string();

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

const WorktreeReady = z.object({
  type: z.literal('worktree-ready'),
  at,
  effect,
  path: z.string(),
  branch: z.string(),
});

const AgentAsked = z.object({ type: z.literal('agent-asked'), at, question: Question });
const AgentEnded = z.object({
  type: z.literal('agent-ended'),
  at,
  effect,
  stopReason: z.string(),
  report: ExecutionReport.nullable(),
});

const WorkCollected = z.object({
  type: z.literal('work-collected'),
  at,
  effect,
  commit: z.string(),
  changes: z.array(FileChange),
});

const PhaseIntegrated = z.object({
  type: z.literal('phase-integrated'),
  at,
  effect,
  worktree: z.string(),
  /** What it was merged on. */
  base: z.string(),
  /** Hash of the staged tree. */
  tree: z.string(),
});

const CommandFinished = z.object({
  type: z.literal('command-finished'),
  at,
  effect,
  receipt: Receipt,
  /** Hash of the tracked files after the command; differs from the receipt's when the command changed them. */
  treeAfter: z.string(),
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
const AgentAnswered = z.object({ type: z.literal('agent-answered'), at, effect });

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
const ResumeRequested = z.object({ type: z.literal('resume-requested'), at });
const QuestionAnswered = z.object({
  type: z.literal('question-answered'),
  at,
  question: z.string(),
  option: z.string(),
});

export const EngineEvent = z.discriminatedUnion('type', [
  RunRequested,
  ProjectInspected,
  PrpRead,
  WorktreeReady,
  AgentAsked,
  AgentEnded,
  WorkCollected,
  PhaseIntegrated,
  CommandFinished,
  PhaseCommitted,
  CheckpointWritten,
  PhaseLanded,
  BaseMoved,
  CleanedUp,
  AgentAnswered,
  EffectFailed,
  StopRequested,
  ResumeRequested,
  QuestionAnswered,
]);
export type EngineEvent = z.infer<typeof EngineEvent>;
export type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { type: T }>;
