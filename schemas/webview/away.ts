import * as z from 'zod';
import { AwayExample, AwayView } from '#schemas/protocol/away.ts';
import { AwayField, AwayForm, AwayTextEdit, EditAwayFormResult, MAX_AWAY_TEXT } from '#schemas/protocol/away-form.ts';
import { ServerState } from '#schemas/webview/server-state.ts';

/** The document behind the form. */
export const AwayDocument = z.object({
  /** `gone`: with the folder of the project. `unreadable`: too large, or not text; `reason` says why. */
  state: z.enum(['loading', 'missing', 'gone', 'unreadable', 'open']),
  /** Name of the project's folder. */
  project: z.string(),
  /** Whether it holds changes that are not saved. */
  dirty: z.boolean(),
  reason: z.string().nullable(),
});
export type AwayDocument = z.infer<typeof AwayDocument>;

export const AwayPageState = z.object({
  server: ServerState,
  trusted: z.boolean(),
  /** The host's clock, milliseconds since the epoch. */
  now: z.number(),
  document: AwayDocument,
  /** Null until the server has read the document. */
  form: AwayForm.nullable(),
  /** Null until the server has said what the plan would do; `problem` says why it does not. */
  away: AwayView.nullable(),
  problem: z.string().nullable(),
});
export type AwayPageState = z.infer<typeof AwayPageState>;

/** Host → view. `seq` counts up by one; a view that misses a number asks for a snapshot with `ready`. */
export const ToAway = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), seq: z.number().int(), state: AwayPageState }),
  /** Only the parts that changed. */
  z.object({ type: z.literal('delta'), seq: z.number().int(), changes: AwayPageState.partial() }),
  /** What came of an `edit`; with the outcome `edits` they were made. */
  z.object({
    type: z.literal('edited'),
    id: z.number().int(),
    field: AwayField,
    outcome: EditAwayFormResult.options[0].shape.outcome.or(z.enum(['conflict', 'refused', 'failed'])),
    /** What the document says, after a conflict; why not, where it was refused or failed. */
    detail: z.string(),
  }),
  /** What came of a `try`; without an example, why. */
  z.object({
    type: z.literal('tried'),
    id: z.number().int(),
    example: AwayExample.nullable(),
    problem: z.string().nullable(),
  }),
]);
export type ToAway = z.infer<typeof ToAway>;

const Id = z.number().int().nonnegative();
const Value = z.string().max(MAX_AWAY_TEXT);

/** View → host. */
export const FromAway = z.discriminatedUnion('type', [
  /** The view is drawn anew, or lost a message: send a snapshot. */
  z.object({ type: z.literal('ready') }),
  /** `base`: what the person saw when they began. */
  z.object({ type: z.literal('edit'), id: Id, field: AwayField, base: Value, value: Value }),
  /** Edits of a quick fix, for exactly that version of the text. */
  z.object({ type: z.literal('fix'), version: z.number().int(), edits: z.array(AwayTextEdit).max(1000) }),
  /** One-based; null opens the document where it was. */
  z.object({ type: z.literal('reveal'), line: z.number().int().positive().nullable() }),
  z.object({ type: z.literal('try'), id: Id, kind: AwayExample.shape.kind, action: z.string().min(1).max(32_768) }),
  z.object({
    type: z.enum([
      'save',
      'new',
      'arm',
      'disarm',
      'present',
      'open-folder',
      'open-report',
      'restart-server',
      'manage-trust',
    ]),
  }),
]);
export type FromAway = z.infer<typeof FromAway>;

/** What a person has written that the document does not say yet. */
export const AwayDraft = z.object({ base: Value, value: Value });
export type AwayDraft = z.infer<typeof AwayDraft>;

/** What the view keeps while it is hidden, and through a reload of the window. */
export const AwayMemory = z.object({
  /** Absolute path of the project's root. */
  project: z.string().nullable(),
  drafts: z.partialRecord(AwayField, AwayDraft),
  /** Words that gave way to others in the document. */
  lost: z.partialRecord(AwayField, Value),
  trying: z.object({ kind: AwayExample.shape.kind, action: z.string().max(32_768) }),
  scroll: z.number(),
});
export type AwayMemory = z.infer<typeof AwayMemory>;
