import * as z from 'zod';
import { AgentRole } from '#schemas/run/policy.ts';
import { ExecutionReport } from '#schemas/run/phase.ts';
import { PermissionDecision } from '#schemas/run/permission.ts';
import { FixReport, VerificationReport } from '#schemas/run/reports.ts';

/** What happened in a session beside the events that the engine decides by: for people to read, and to go on from. */
export const RecordBody = z.discriminatedUnion('kind', [
  /** The agent's own id of its session, by which it can be resumed. */
  z.object({ kind: z.literal('session'), session: z.string() }),
  /** What it was told: the template with its version, and the whole text. */
  z.object({ kind: z.literal('prompt'), template: z.string(), version: z.string(), text: z.string() }),
  z.object({ kind: z.literal('permission'), decision: PermissionDecision }),
  z.object({ kind: z.literal('message'), from: z.string(), to: z.string(), text: z.string() }),
  /** `reader` has read all messages up to and including this record. */
  z.object({ kind: z.literal('read'), reader: z.string(), upTo: z.number().int() }),
  /** `path` is relative to the session's worktree. */
  z.object({ kind: z.literal('artifact'), name: z.string(), path: z.string(), description: z.string() }),
  /** What an agent says about its own task; nothing is decided by it. */
  z.object({ kind: z.literal('claim'), task: z.string(), status: z.string(), comment: z.string() }),
  z.object({ kind: z.literal('execution-report'), report: ExecutionReport }),
  z.object({ kind: z.literal('verification-report'), report: VerificationReport }),
  z.object({ kind: z.literal('fix-report'), report: FixReport }),
  /** Fenced contract blocks, verbatim. */
  z.object({ kind: z.literal('contract'), text: z.string() }),
  /** Something that an agent tried and must not. */
  z.object({ kind: z.literal('refused'), what: z.string(), why: z.string() }),
]);
export type RecordBody = z.infer<typeof RecordBody>;

export const RecordKind = z.enum(RecordBody.options.map((option) => option.shape.kind.value));
export type RecordKind = RecordBody['kind'];
export type RecordOf<K extends RecordBody['kind']> = Extract<RecordBody, { kind: K }>;

/** A record with the session that it belongs to. */
export const SessionRecord = z.object({
  /** Ascending in the order in which they were written. */
  id: z.number().int(),
  run: z.string(),
  /** Id of the effect that runs the session. */
  effect: z.string(),
  phase: z.string(),
  workstream: z.string(),
  role: AgentRole,
  /** Milliseconds since the epoch. */
  at: z.number(),
  body: RecordBody,
});
export type SessionRecord = z.infer<typeof SessionRecord>;
