import * as z from 'zod';
import type { MachineId } from '#schemas/wire/names.ts';
import { parseJson } from '../file/parse-json.ts';
import { openSnapshot, sealSnapshot } from '../file/sealed-snapshot.ts';
import { type Snapshot, type Snapshots, type TransportDeps, TransportError } from '../transport.ts';
import type { LocalState } from './local-state.ts';
import { placeIn } from './messages.ts';
import type { PlaceNames } from './names.ts';
import type { Place } from './place.ts';

/** Fits into one message, whatever the server takes at most. */
const PART_BYTES = 128 * 1024;

/** What a machine's own key says: where the parts of its newest snapshot stand. Two slots, so that one is always whole. */
const Head = z.strictObject({
  v: z.literal(1),
  slot: z.union([z.literal(0), z.literal(1)]),
  parts: z.number().int().min(1).max(64),
});

export interface SnapshotDeps {
  readonly transport: Pick<TransportDeps, 'project' | 'self' | 'members' | 'sign'>;
  readonly names: PlaceNames;
  readonly state: LocalState;
  place(): Place | null;
}

/** In a bucket, one key for each machine that is or was main, signed as everything else. */
export function createSnapshots({ transport, names, state, place }: SnapshotDeps): Snapshots {
  const { project, self, members } = transport;
  let counter = 0;
  const connected = (): Place => {
    const current = place();
    if (current !== null) return current;
    throw new TransportError('unavailable', 'The NATS server is away, so no snapshot can be exchanged now.');
  };

  /** The oldest that is still there says whether what this machine needs is gone. */
  async function isGone(machine: MachineId, covered: number): Promise<boolean> {
    const { chunk } = state.applied(machine);
    if (chunk >= covered) return false;
    const next = { seq: 1, next_by_subj: names.logSubject(machine) };
    const oldest = await connected().manager.streams.getMessage(names.logStream, next);
    return (placeIn(oldest?.header)?.chunk ?? covered + 1) > chunk + 1;
  }

  return {
    async write(describe) {
      if (members.main() !== self) throw new TransportError('not-main', `Only main writes snapshots, not ${self}.`);
      const cursors = Object.fromEntries(
        Object.entries({ ...state.all(), [self]: state.own })
          .filter(([, { seq }]) => seq > 0)
          .map(([machine, { ep, chunk, seq, hash }]) => [machine, { ep, chunk, seq, hash }]),
      );
      const said = (await describe()) ?? null;
      counter += 1;
      const bytes = sealSnapshot(transport, { ep: state.ep, counter, cursors, state: said });
      const { snapshots } = connected();
      const slot = counter % 2 === 0 ? 0 : 1;
      const parts = Math.ceil(bytes.length / PART_BYTES);
      for (let part = 0; part < parts; part += 1) {
        await snapshots.put(partKey(self, slot, part), bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES));
      }
      await snapshots.put(self, JSON.stringify({ v: 1, slot, parts } satisfies z.infer<typeof Head>));
    },
    async read(): Promise<Snapshot | null> {
      const main = members.main();
      const key = main && members.keyOf(main);
      if (!main || !key) return null;
      const bytes = await fetchWhole(connected().snapshots, main);
      const found = bytes && openSnapshot(bytes, { project, machine: main, key });
      return found && { machine: main, cursors: found.cursors, state: found.state };
    },
    async needed({ cursors }) {
      const senders = Object.keys(cursors).filter((machine) => machine !== self);
      if (Object.keys(state.all()).length === 0) return senders;
      const gone = await Promise.all(senders.map((machine) => isGone(machine, cursors[machine]?.chunk ?? 0)));
      return senders.filter((_, index) => gone[index]);
    },
    async resume({ cursors }, senders) {
      for (const machine of senders) {
        const cursor = cursors[machine];
        if (cursor === undefined || state.applied(machine).seq >= cursor.seq) continue;
        // Where the next one stands in the stream is found by its number.
        state.setApplied(machine, { ...cursor, at: 0 });
      }
      state.save();
    },
  };
}

const partKey = (machine: MachineId, slot: number, part: number): string => `${machine}.${slot}.${part}`;

/** Null: there is none, or not all of it. Who signed it is to be checked. */
async function fetchWhole(bucket: Place['snapshots'], machine: MachineId): Promise<Uint8Array | null> {
  const head = await bucket.get(machine);
  const read = head?.operation === 'PUT' ? parseJson(head.value, Head) : null;
  if (read === null) return null;
  const parts: Uint8Array[] = [];
  for (let part = 0; part < read.parts; part += 1) {
    const entry = await bucket.get(partKey(machine, read.slot, part));
    if (entry?.operation !== 'PUT') return null;
    parts.push(entry.value);
  }
  return Buffer.concat(parts);
}
