import { setTimeout as delay } from 'node:timers/promises';
import type { Transport } from '../../transports/transport.ts';
import type { Memory } from '../shared-project.ts';
import { readProject } from './project-state.ts';

/** So long a machine beats before it begins anew: senders see that it is back, and keep what it needs from then on. */
const BEATS = 3;

export interface BeginAnewDeps {
  readonly transport: Transport;
  readonly memories: ReadonlyMap<string, Memory>;
  readonly beatMs: number;
  readonly closing: AbortSignal;
}

export interface BeganAnew {
  /** When main wrote the snapshot, by its clock. */
  readonly at: number;
  readonly main: string;
  /** Of whom it goes on behind the snapshot. */
  readonly senders: readonly string[];
}

/**
 * Takes over what main knew where this machine cannot go on without: it is new, or was away for so long that others have
 * removed what it has not applied. To be done before the transport is subscribed to, and harmless when done again. Null:
 * nothing of that is needed, or there is no snapshot. Rejects where the place does not answer, or holds a snapshot whose
 * content is not what this version knows; then nothing is skipped.
 */
export async function beginAnew({ transport, memories, beatMs, closing }: BeginAnewDeps): Promise<BeganAnew | null> {
  if (!(await isLeftBehind(transport))) return null;
  await delay(BEATS * beatMs, undefined, { signal: closing });
  const snapshot = await transport.snapshots.read();
  const senders = snapshot === null ? [] : await transport.snapshots.needed(snapshot);
  if (snapshot === null || senders.length === 0) return null;
  const state = readProject(snapshot);
  if (state === null)
    throw new Error(`what ${snapshot.machine} wrote into its snapshot is none that this version knows`);
  for (const [name, memory] of memories) if (name in state.parts) await memory.takeOver(state.parts[name]);
  await transport.snapshots.resume(snapshot, senders);
  return { at: state.at, main: snapshot.machine, senders };
}

/** Whether this machine lacks what others have removed and main's newest snapshot holds. */
export async function isLeftBehind({ snapshots }: Transport): Promise<boolean> {
  const snapshot = await snapshots.read();
  return snapshot !== null && (await snapshots.needed(snapshot)).length > 0;
}
