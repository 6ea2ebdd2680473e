import * as z from 'zod';
import { PromptName } from '#schemas/prompt-name.ts';
import { AnalyticsResult, Bucket, ModelAnalyticsResult, PromptAnalyticsResult } from '#schemas/protocol/analytics.ts';

/** The tabs of the Monitor that look back over many runs. */
export const InsightsTab = z.enum(['analytics', 'models', 'prompts']);
export type InsightsTab = z.infer<typeof InsightsTab>;

export const InsightsPeriod = z.enum(['24h', '7d', '30d', '90d', '365d', 'all']);
export type InsightsPeriod = z.infer<typeof InsightsPeriod>;

/** What a person looks at; the same in all three tabs. */
export const InsightsFilters = z.object({
  /** `window`: the projects of this window; `all`: of this machine; else the root of one. */
  scope: z.string().max(4096).default('window'),
  period: InsightsPeriod.default('30d'),
  /** Null: what fits the period. */
  bucket: Bucket.nullable().default(null),
});
export type InsightsFilters = z.infer<typeof InsightsFilters>;

const HOUR_MS = 3_600_000;

/** Milliseconds; null: since the first run. */
export const PERIOD_MS: Readonly<Record<InsightsPeriod, number | null>> = {
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
  '90d': 90 * 24 * HOUR_MS,
  '365d': 365 * 24 * HOUR_MS,
  all: null,
};

const FITTING = {
  '24h': 'hour',
  '7d': 'day',
  '30d': 'day',
  '90d': 'week',
  '365d': 'week',
  all: 'week',
} as const satisfies Record<InsightsPeriod, Bucket>;

/** The pieces that a period is cut into: those that the person chose, else as many as can be taken in at a glance. */
export const bucketOf = ({ period, bucket }: InsightsFilters): Bucket => bucket ?? FITTING[period];

/** Host → page: everything that one tab shows. */
export const ToInsights = z.object({
  type: z.literal('insights'),
  tab: InsightsTab,
  /** What it is the answer to. */
  filters: InsightsFilters,
  answer: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('analytics'), result: AnalyticsResult }),
    z.object({ kind: z.literal('models'), result: ModelAnalyticsResult }),
    z.object({ kind: z.literal('prompts'), result: PromptAnalyticsResult }),
    /** Why there is nothing to show, as a sentence. */
    z.object({ kind: z.literal('problem'), message: z.string() }),
  ]),
});
export type ToInsights = z.infer<typeof ToInsights>;

const Version = z.string().min(1).max(40);

/** What a tab asks for beyond being shown. */
export const InsightsAsk = z.discriminatedUnion('verb', [
  /** The figures of a tab; they are sent again when runs change. */
  z.object({
    verb: z.literal('read'),
    tab: InsightsTab,
    filters: InsightsFilters,
    /** The person's time zone, as in `Europe/Berlin`. */
    zone: z.string().min(1).max(64),
  }),
  z.object({ verb: z.literal('choose-agent') }),
  z.object({ verb: z.literal('run-plan') }),
  /** `project` null: the person is asked where there are several. */
  z.object({ verb: z.literal('show-prompt'), prompt: PromptName, project: z.string().max(4096).nullable() }),
  z.object({ verb: z.literal('edit-prompt'), prompt: PromptName, project: z.string().max(4096).nullable() }),
  /** Two wordings side by side. */
  z.object({ verb: z.literal('compare-prompts'), prompt: PromptName, one: Version, other: Version }),
]);
export type InsightsAsk = z.infer<typeof InsightsAsk>;

/** Page → host. */
export const FromInsights = z.object({ type: z.literal('insights'), ask: InsightsAsk });
export type FromInsights = z.infer<typeof FromInsights>;

/** A column that a table is sorted by. */
const Sorting = z.object({ column: z.string().max(40), descending: z.boolean() });

/** What these tabs keep through a reload of the window. */
export const InsightsMemory = z.object({
  filters: InsightsFilters.prefault({}),
  sorting: Sorting.default({ column: 'sessions', descending: true }),
  /** Ids of the tables under charts that stand open. */
  open: z.array(z.string().max(40)).max(50).default([]),
  /** The two versions that are to be compared, by prompt. */
  chosen: z.partialRecord(PromptName, z.object({ one: Version, other: Version })).default({}),
});
export type InsightsMemory = z.infer<typeof InsightsMemory>;
