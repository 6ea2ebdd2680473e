import * as z from 'zod';

const Position = z.object({ line: z.number().int().nonnegative(), character: z.number().int().nonnegative() });

/** Zero-based lines and UTF-16 columns, as the Language Server Protocol counts; never more than one line. */
export const AwayRange = z.object({ start: Position, end: Position });
export type AwayRange = z.infer<typeof AwayRange>;

/** Words of the plan and where their first line stands. */
export const AwayText = z.object({ text: z.string(), range: AwayRange });
export type AwayText = z.infer<typeof AwayText>;

/** A point of a section: a list item with the lines that continue it, a paragraph, or what stands behind a label. */
export const AwayEntry = AwayText.extend({
  form: z.enum(['item', 'paragraph', 'value']),
  /** First line behind it (zero-based). */
  endLine: z.number().int().positive(),
});
export type AwayEntry = z.infer<typeof AwayEntry>;

/** A time of the plan. */
export const AwayTime = AwayText.extend({
  /** Milliseconds since the epoch; null where the words are no time. A time without a zone is read as UTC, a date alone as its last moment. */
  at: z.number().nullable(),
  /** `unknown`: a name such as `CET`, which stands for more than one offset. */
  zone: z.enum(['given', 'none', 'unknown']),
});
export type AwayTime = z.infer<typeof AwayTime>;

/** The sections of the long form; `forbidden` is that of the short form alone. */
export const AwaySectionKey = z.enum([
  'project',
  'objective',
  'principles',
  'snapshot',
  'sync',
  'backup',
  'attention',
  'allowed',
  'preapproved',
  'checkpoints',
  'publication',
  'approval',
  'forbidden',
  'stop',
  'verification',
  'report',
  'queued',
]);
export type AwaySectionKey = z.infer<typeof AwaySectionKey>;

export const AwaySection = z.object({
  key: AwaySectionKey,
  /** Exactly the words of the heading or label. */
  range: AwayRange,
  form: z.enum(['heading', 'label']),
  /** First line behind the section's own words, without blank lines at its end (zero-based). */
  endLine: z.number().int().positive(),
  entries: z.array(AwayEntry),
});
export type AwaySection = z.infer<typeof AwaySection>;

/** An AWAY_DEVELOPMENT_PLAN.md. Everything that it does not say is null or empty; nothing here was judged. */
export const AwayPlan = z.object({
  form: z.enum(['long', 'short']),
  /** `Shop` in `# Shop Away Development Plan`. */
  name: z.string().nullable(),
  schema: AwayText.nullable(),
  generated: AwayTime.nullable(),
  /** Null hours where the words are no number. */
  validHours: AwayText.extend({ hours: z.number().positive().nullable() }).nullable(),
  expires: AwayTime.nullable(),
  /** Null where the words are neither yes nor no. */
  ready: AwayText.extend({ yes: z.boolean().nullable() }).nullable(),
  /** Null where there is no such section, or nothing in it. */
  objective: AwayText.nullable(),
  allowed: z.array(AwayEntry),
  preapproved: z.array(AwayEntry),
  checkpointPolicy: z.array(AwayEntry),
  publicationPolicy: z.array(AwayEntry),
  requiresApproval: z.array(AwayEntry),
  forbidden: z.array(AwayEntry),
  stopConditions: z.array(AwayEntry),
  /** Commands of the verification section: lines of its code blocks, and code words in its points. */
  verification: z.array(AwayText),
  /** Every section in document order. */
  sections: z.array(AwaySection),
});
export type AwayPlan = z.infer<typeof AwayPlan>;
