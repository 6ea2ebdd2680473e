import type { MachineId } from '#schemas/wire/names.ts';
import { openSnapshot, sealSnapshot } from '../file/sealed-snapshot.ts';
import { type Snapshot, type Snapshots, type TransportDeps, TransportError } from '../transport.ts';
import type { LocalState } from './local-state.ts';
import { placeIn } from './messages.ts';
import type { PlaceNames } from './names.ts';
import type { Place } from './place.ts';

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
      await connected().snapshots.put(self, bytes);
    },
    async read(): Promise<Snapshot | null> {
      const main = members.main();
      const key = main && members.keyOf(main);
      if (!main || !key) return null;
      const entry = await connected().snapshots.get(main);
      const found = entry?.operation === 'PUT' ? openSnapshot(entry.value, { project, machine: main, key }) : null;
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
