import * as z from 'zod';
import { BootEpoch, FencingToken, MachineId, Sequence, WireName } from './names.ts';

/** Larger bodies travel as blobs. */
export const MAX_BODY_BYTES = 65_536;
/** No part of a record nests deeper. */
export const MAX_DEPTH = 32;

/** What a machine wants to say; the transport adds who, when and in which order. */
export const RecordDraft = z.strictObject({
  /** UUIDv7; a draft that is published twice keeps it, so that nobody applies it twice. */
  id: z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  to: z.union([MachineId, z.literal('all')]),
  /** Names the shape of `body`; a receiver ignores and counts types that it does not know. */
  type: WireName,
  /** Id of the record that this one answers or belongs to. */
  re: z.string().max(64).optional(),
  task: WireName.optional(),
  /** The fencing token of the task's lease that the sender held when it wrote this. */
  token: FencingToken.optional(),
  body: z.unknown(),
});
export type RecordDraft = z.infer<typeof RecordDraft>;

/** One record as it stands in a sender's log: version 1. A larger `v` is refused, and stops the sender's stream. */
export const WireRecord = RecordDraft.extend({
  v: z.literal(1),
  from: MachineId,
  ep: BootEpoch,
  seq: Sequence,
  /** Hybrid logical clock: `<milliseconds, 13 digits>-<counter, 4 hex digits>`; for showing an order, never to decide by. */
  hlc: z.string().regex(/^\d{13}-[0-9a-f]{4}$/),
});
export type WireRecord = z.infer<typeof WireRecord>;

/** How far a machine has applied the log of one sender. */
export const Cursor = z.strictObject({ ep: BootEpoch, chunk: z.number().int().min(0), seq: z.number().int().min(0) });
export type Cursor = z.infer<typeof Cursor>;

/** By sender. */
export const Cursors = z.record(MachineId, Cursor);
export type Cursors = z.infer<typeof Cursors>;
