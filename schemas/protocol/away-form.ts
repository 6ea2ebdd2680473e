import * as z from 'zod';
import { AwayRange } from '#schemas/document/away-plan.ts';
import { Severity } from '#schemas/document/finding.ts';

/** Larger plans are not shown as a form. */
export const MAX_AWAY_TEXT = 1_000_000;

/** What a form shows of an away plan, in the order of the long form. */
export const AwayField = z.enum([
  'ready',
  'validHours',
  'expires',
  'objective',
  'allowed',
  'preapproved',
  'checkpoints',
  'publication',
  'approval',
  'forbidden',
  'stop',
  'verification',
]);
export type AwayField = z.infer<typeof AwayField>;

/** Replaces a range; an empty range inserts, an empty text deletes. */
export const AwayTextEdit = z.object({ range: AwayRange, newText: z.string() });
export type AwayTextEdit = z.infer<typeof AwayTextEdit>;

/** What a rule says of the plan, and what mends it. */
export const AwayFinding = z.object({
  /** `CL401`. */
  rule: z.string(),
  severity: Severity,
  message: z.string(),
  /** Zero-based, as editors count. */
  range: AwayRange,
  fixes: z.array(z.object({ title: z.string(), edits: z.array(AwayTextEdit) })),
});
export type AwayFinding = z.infer<typeof AwayFinding>;

/** One part of the plan as a form shows it. */
export const AwayFieldView = z.object({
  field: AwayField,
  /** As written; points and commands one a line. Empty where the plan says nothing. */
  value: z.string(),
  /** Where it begins; null where the plan has no such part. */
  range: AwayRange.nullable(),
  /** Milliseconds since the epoch, of `expires` alone; null for others, and for words that are no time. */
  at: z.number().nullable(),
  /** Why a form cannot write it: too much, or lines that belong together. Null: it can. */
  locked: z.enum(['long', 'lines']).nullable(),
  findings: z.array(AwayFinding),
});
export type AwayFieldView = z.infer<typeof AwayFieldView>;

export const AwayForm = z.object({
  /** Version of the text that this was read from. */
  version: z.number().int(),
  form: z.enum(['long', 'short']),
  /** `Shop` in `# Shop Away Development Plan`. */
  name: z.string().nullable(),
  fields: z.array(AwayFieldView),
  /** About the plan as a whole. */
  findings: z.array(AwayFinding),
});
export type AwayForm = z.infer<typeof AwayForm>;

const Uri = z.string().min(1).max(8192);

/** An away plan that is open in the editor, saved or not, as a form shows it. Answers `AwayForm`, or null for any other document. */
export const ReadAwayFormMethod = 'clutch/away/form';
export const ReadAwayFormParams = z.object({ document: Uri });
export type ReadAwayFormParams = z.infer<typeof ReadAwayFormParams>;
export const ReadAwayFormResult = AwayForm.nullable();

/** The edits that give one part of an open away plan another value. Nothing is written. */
export const EditAwayFormMethod = 'clutch/away/edit';
export const EditAwayFormParams = z.object({
  document: Uri,
  field: AwayField,
  /** What the person saw when they began to change it. */
  base: z.string().max(MAX_AWAY_TEXT),
  value: z.string().max(MAX_AWAY_TEXT),
});
export type EditAwayFormParams = z.infer<typeof EditAwayFormParams>;

export const EditAwayFormResult = z.discriminatedUnion('outcome', [
  /** For exactly that version of the text; empty where it says so already. */
  z.object({ outcome: z.literal('edits'), version: z.number().int(), edits: z.array(AwayTextEdit) }),
  /** The document says something else by now than what the person saw. */
  z.object({ outcome: z.literal('conflict'), value: z.string() }),
  /** `meaning`: written there, these words would be something else, or would change another part. */
  z.object({ outcome: z.literal('refused'), why: z.enum(['meaning', 'long', 'lines', 'closed']) }),
]);
export type EditAwayFormResult = z.infer<typeof EditAwayFormResult>;

/** The text of a new away plan for a project; all that is wrong with it is what only a person can say. Nothing is written. */
export const NewAwayPlanMethod = 'clutch/away/new';
export const NewAwayPlanParams = z.object({ project: z.string().min(1).max(4096) });
export type NewAwayPlanParams = z.infer<typeof NewAwayPlanParams>;
export const NewAwayPlanResult = z.object({ text: z.string() });
export type NewAwayPlanResult = z.infer<typeof NewAwayPlanResult>;
