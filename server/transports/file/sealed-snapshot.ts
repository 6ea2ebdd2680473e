import * as z from 'zod';
import { BootEpoch, MachineId, Signature } from '#schemas/wire/names.ts';
import { bytesToSign, isSignedBy } from '../../platform/signed-json.ts';
import { MAX_STATE_BYTES, TransportError, type TransportDeps } from '../transport.ts';
import { ReadCursor } from './cursors.ts';
import { parseJson } from './parse-json.ts';

/** The state, and the cursors of as many machines as a roster may have. */
export const MAX_SNAPSHOT_BYTES = MAX_STATE_BYTES + 65_536;

const ReadCursors = z.record(MachineId, ReadCursor);
export type ReadCursors = z.infer<typeof ReadCursors>;

const SealedSnapshot = z.strictObject({
  v: z.literal(1),
  machine: MachineId,
  ep: BootEpoch,
  counter: z.number().int().min(1),
  cursors: ReadCursors,
  state: z.unknown(),
  signature: Signature,
});
export type SealedSnapshot = z.infer<typeof SealedSnapshot>;

/** What main writes, signed. Throws a `TransportError`: `too-large`. */
export function sealSnapshot(
  { project, self, sign }: Pick<TransportDeps, 'project' | 'self' | 'sign'>,
  { ep, counter, cursors, state }: Pick<SealedSnapshot, 'ep' | 'counter' | 'cursors' | 'state'>,
): Uint8Array {
  if (Buffer.byteLength(JSON.stringify(state)) > MAX_STATE_BYTES) {
    const text = `The snapshot of ${project} has more than ${MAX_STATE_BYTES} bytes, so it is not written.`;
    throw new TransportError('too-large', text);
  }
  const unsigned = { v: 1 as const, machine: self, ep, counter, cursors, state };
  return Buffer.from(JSON.stringify({ ...unsigned, signature: sign(bytesToSign('snapshot', project, unsigned)) }));
}

/** Null for everything that is not whole, or not of this machine. */
export function openSnapshot(
  bytes: Uint8Array,
  { project, machine, key }: { readonly project: string; readonly machine: MachineId; readonly key: string },
): SealedSnapshot | null {
  if (bytes.length > MAX_SNAPSHOT_BYTES) return null;
  const found = parseJson(bytes, SealedSnapshot);
  if (found?.machine !== machine) return null;
  return isSignedBy(key, bytesToSign('snapshot', project, found), found.signature) ? found : null;
}
