/**
 * How records travel: several in one message, in the form that chunks of a shared folder have, so the same signature
 * proves them. Where a chunk stands (epoch and number) is in a header, and covered by the signature.
 */
import type { MachineId } from '#schemas/wire/names.ts';
import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { type Chunk, type ChunkPlace, type ChunkRefusal, decodeChunk } from '../file/chunk.ts';

/** Larger messages are refused unread. Servers take four times as much unless told otherwise. */
export const MAX_MESSAGE_BYTES = 256 * 1024;
/** Left free for the last line of a chunk and the headers. */
export const MAX_RECORDS_BYTES = MAX_MESSAGE_BYTES - 4_096;

const PLACE_HEADER = 'Clutch-Chunk';
const PLACE = /^([1-9]\d{0,9})\.([1-9]\d{0,14})$/;

export function headersOf({ ep, chunk }: Pick<ChunkPlace, 'ep' | 'chunk'>): MsgHdrs {
  const made = headers();
  made.set(PLACE_HEADER, `${ep}.${chunk}`);
  return made;
}

/** Null where the message does not say it. */
export function placeIn(given: MsgHdrs | undefined): Pick<ChunkPlace, 'ep' | 'chunk'> | null {
  const [, ep, chunk] = PLACE.exec(given?.get(PLACE_HEADER) ?? '') ?? [];
  return ep === undefined || chunk === undefined ? null : { ep: Number(ep), chunk: Number(chunk) };
}

/** Never throws, whatever the message is. */
export function readMessage(
  { data, headers: given }: { readonly data: Uint8Array; readonly headers?: MsgHdrs | undefined },
  { project, machine, key }: { readonly project: string; readonly machine: MachineId; readonly key: string },
): (Chunk & ChunkPlace) | ChunkRefusal {
  if (data.length > MAX_MESSAGE_BYTES) return { why: 'oversized', text: `it has ${data.length} bytes` };
  const numbers = placeIn(given);
  if (numbers === null) return { why: 'malformed', text: 'it does not say where it belongs' };
  const place = { project, machine, ...numbers };
  const read = decodeChunk(data, place, key);
  return 'why' in read ? read : { ...place, ...read };
}
