import * as z from 'zod';
import { PromptName } from '#schemas/prompt-name.ts';
import { AgentRole } from '#schemas/run/policy.ts';

const Path = z.string().min(1).max(4096);
const Count = z.number().int().nonnegative();
const Amount = z.number().nonnegative();
/** Milliseconds since the epoch, as far as a calendar of any place knows dates. */
const Instant = z
  .number()
  .int()
  .min(0)
  .max(8.64e15 / 2);

export const Bucket = z.enum(['hour', 'day', 'week']);
export type Bucket = z.infer<typeof Bucket>;

/** More points than a chart can show; a period that has more of them is refused. */
export const MOST_BUCKETS = 1_000;

/** Which runs are meant, in which time, and how that time is cut into pieces. */
export const AnalyticsParams = z.object({
  /** Absolute paths of folders in projects; empty: every project that this server knows. */
  folders: z.array(Path).max(100).default([]),
  /** Brought back to the beginning of its bucket. Null: since the first run. */
  from: Instant.nullable().default(null),
  /** Null: now. */
  to: Instant.nullable().default(null),
  bucket: Bucket.default('day'),
  /** Whose hours, days and weeks are meant, as in `Europe/Berlin`; weeks begin on Monday. */
  zone: z.string().min(1).max(64).default('UTC'),
});
export type AnalyticsParams = z.infer<typeof AnalyticsParams>;

/** Each token once. */
export const TokenFigures = z.object({
  input: Amount,
  cachedRead: Amount,
  cachedWrite: Amount,
  output: Amount,
  /** Of sessions that told one number only. */
  undivided: Amount,
});
export type TokenFigures = z.infer<typeof TokenFigures>;

/** US dollars; what is known, what is estimated, and of how many sessions neither is there. */
export const CostFigures = z.object({
  /** As the agents told it. */
  toldUsd: Amount,
  /** From tokens and the price table. */
  estimatedUsd: Amount,
  unknownSessions: Count,
});
export type CostFigures = z.infer<typeof CostFigures>;

/** What happened in some time. Sessions count when they end; time that is waited counts where it passes. */
export const Figures = z.object({
  runsStarted: Count,
  runsCompleted: Count,
  phases: Count,
  workstreams: Count,
  sessions: Count,
  tokens: TokenFigures,
  cost: CostFigures,
  validationsPassed: Count,
  validationsFailed: Count,
  debugCycles: Count,
  /** Milliseconds in which something could not go on before a person said something; summed over runs. */
  waitedMs: Amount,
  /** Sessions that broke off, and steps of CLUTCH itself that could not be done. */
  failures: Count,
  /** Sessions that were cut off at a limit of their agent, and runs that stopped at one of their own. */
  limits: Count,
});
export type Figures = z.infer<typeof Figures>;

/** What every answer is about. */
const About = z.object({
  /** In the period. */
  from: Instant,
  /** Not in it any more. */
  to: Instant,
  bucket: Bucket,
  zone: z.string(),
  /** Every project that has runs, for choosing among them. */
  projects: z.array(z.object({ root: z.string(), name: z.string() })),
});

/** Throughput, tokens, cost and trouble over time. */
export const AnalyticsMethod = 'clutch/analytics';
export const AnalyticsResult = z.object({
  ...About.shape,
  total: Figures,
  /** The same length of time just before; null where the period begins with the first run. */
  before: Figures.nullable(),
  buckets: z.array(z.object({ start: Instant, figures: Figures })),
});
export type AnalyticsResult = z.infer<typeof AnalyticsResult>;

/** How many of how many, and where the true share lies in 95 of 100 cases (Wilson); 0 to 1. */
export const Share = z.object({
  hits: Count,
  of: Count,
  low: z.number().min(0).max(1),
  high: z.number().min(0).max(1),
});
export type Share = z.infer<typeof Share>;

/** What sessions of one kind came to. */
export const SessionFigures = z.object({
  sessions: Count,
  /** Sessions whose work was taken in, of those about which that was decided. */
  success: Share,
  /** Workstreams that were completed in their first session, of those that were completed. */
  firstSession: Share,
  /** Phases that passed their first validation, of those whose executors these were. */
  firstValidation: Share,
  /** Milliseconds from start to end, waiting included. */
  meanMs: Amount.nullable(),
  tokens: TokenFigures,
  cost: CostFigures,
  /** Known and estimated cost for each completed workstream; null where none was completed or nothing is known. */
  costPerWorkstream: Amount.nullable(),
  failures: Count,
  limits: Count,
});
export type SessionFigures = z.infer<typeof SessionFigures>;

/** Models, by runtime and role; and which of them each role has now. */
export const ModelAnalyticsMethod = 'clutch/analytics/models';
export const ModelRow = z.object({
  /** As the agent names it; null where it does not. */
  model: z.string().nullable(),
  runtime: z.string(),
  role: AgentRole,
  ...SessionFigures.shape,
});
export type ModelRow = z.infer<typeof ModelRow>;

export const RoleChoice = z.object({
  role: AgentRole,
  runtime: z.string(),
  /** `role`: this role has its own; `project`: that of the project; `default`: nobody chose one. */
  runtimeFrom: z.enum(['role', 'project', 'default']),
  /** Null: the agent's own choice. */
  model: z.string().nullable(),
  /** `role` and `agent` stand in the project's file, `machine` in the machine's. */
  modelFrom: z.enum(['role', 'agent', 'machine']).nullable(),
});
export type RoleChoice = z.infer<typeof RoleChoice>;

export const ModelAnalyticsResult = z.object({
  ...About.shape,
  rows: z.array(ModelRow),
  choices: z.array(
    z.object({
      root: z.string(),
      name: z.string(),
      roles: z.array(RoleChoice),
      /** Why its configuration cannot be read; `roles` is empty then. */
      problem: z.string().nullable(),
    }),
  ),
});
export type ModelAnalyticsResult = z.infer<typeof ModelAnalyticsResult>;

/** Prompts with their versions, and what sessions came to that were told each of them. */
export const PromptAnalyticsMethod = 'clutch/analytics/prompts';
export const PromptVersion = z.object({
  /** `3 a1b2c3`: the version that the template says it has, and the beginning of the SHA-256 of its text. */
  version: z.string(),
  /** `bundled`, or the path of the project's own wording; null where that was not kept. */
  source: z.string().nullable(),
  /** When it was first and last sent in any run; null for one that never was. */
  firstSentAt: Instant.nullable(),
  lastSentAt: Instant.nullable(),
  /** Names of the projects that would send it now. */
  current: z.array(z.string()),
  /** Whether its wording is there to be read and compared. */
  kept: z.boolean(),
  ...SessionFigures.shape,
});
export type PromptVersion = z.infer<typeof PromptVersion>;

/** Two versions of one prompt in the same period. */
export const PromptComparison = z.object({
  one: z.string(),
  other: z.string(),
  /** Success of the one minus that of the other, between these in 95 of 100 cases (Newcombe); -1 to 1. */
  low: z.number().min(-1).max(1),
  high: z.number().min(-1).max(1),
  /** `unclear`: so few sessions that the difference may be chance. */
  verdict: z.enum(['one', 'other', 'unclear']),
});
export type PromptComparison = z.infer<typeof PromptComparison>;

export const PromptAnalyticsResult = z.object({
  ...About.shape,
  prompts: z.array(
    z.object({
      name: PromptName,
      description: z.string(),
      versions: z.array(PromptVersion),
      /** The two versions that were used most; null where fewer were used. */
      comparison: PromptComparison.nullable(),
    }),
  ),
  /** What stands in the way of a project's own wording, in sentences. */
  problems: z.array(z.string()),
});
export type PromptAnalyticsResult = z.infer<typeof PromptAnalyticsResult>;

/** The wording of one version of a prompt, as it was when it was first used. */
export const PromptWordingMethod = 'clutch/prompts/wording';
export const PromptWordingParams = z.object({ prompt: PromptName, version: z.string().min(1).max(40) });
export type PromptWordingParams = z.infer<typeof PromptWordingParams>;
export const PromptWording = z.object({
  template: PromptName,
  version: z.string(),
  source: z.string(),
  text: z.string(),
});
export type PromptWording = z.infer<typeof PromptWording>;
