import * as z from 'zod';
import { BootEpoch, MachineId, Signature } from '#schemas/wire/names.ts';
import { bytesToSign, isSignedBy } from '../../platform/signed-json.ts';
import { TransportError, type TransportDeps } from '../transport.ts';
import { ReadCursor } from './cursors.ts';
import { newestOf, parseCounted, type Layout } from './layout.ts';
import { parseJson } from './parse-json.ts';
import type { ShareFiles } from './share-files.ts';

const MAX_SNAPSHOT_BYTES = 32 * 1_048_576;
const KEPT_SNAPSHOTS = 2;

const ReadCursors = z.record(MachineId, ReadCursor);
type ReadCursors = z.infer<typeof ReadCursors>;

/** What main knew when it had applied all up to `cursors`; `state` means something to the layer above alone. */
const Snapshot = z.strictObject({
  v: z.literal(1),
  machine: MachineId,
  ep: BootEpoch,
  counter: z.number().int().min(1),
  cursors: ReadCursors,
  state: z.unknown(),
  signature: Signature,
});
export type Snapshot = Pick<z.infer<typeof Snapshot>, 'machine' | 'cursors' | 'state'>;

export interface SnapshotDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly ep: number;
  /** What was applied and saved here, with what this machine itself has said. */
  cursors(): ReadCursors;
}

/** Where a machine that comes late begins instead of reading every log from its beginning. */
export interface Snapshots {
  /** `state` has to hold everything up to what was applied when this is called. Rejects with `not-main` elsewhere. */
  write(state: unknown): Promise<void>;
  /** Main's newest; null: there is none. */
  read(): Promise<Snapshot | null>;
}

export function createSnapshots({ transport, layout, share, ep, cursors }: SnapshotDeps): Snapshots {
  const { self, project, members } = transport;
  let counter = 0;
  let known: { readonly path: string; readonly snapshot: Snapshot } | null = null;

  async function removeOld(): Promise<void> {
    const names = ((await share.list(layout.snapshots)) ?? []).filter(
      (name) => parseCounted(name, '.json')?.machine === self,
    );
    const old = names.sort().slice(0, -KEPT_SNAPSHOTS);
    await share.remove(old.map((name) => `${layout.snapshots}/${name}`));
  }

  return {
    async write(state) {
      if (members.main() !== self) throw new TransportError('not-main', `Only main writes snapshots, not ${self}.`);
      counter += 1;
      const unsigned = { v: 1 as const, machine: self, ep, counter, cursors: cursors(), state };
      const signature = transport.sign(bytesToSign('snapshot', project, unsigned));
      const bytes = Buffer.from(JSON.stringify({ ...unsigned, signature }));
      if (bytes.length > MAX_SNAPSHOT_BYTES) {
        throw new TransportError(
          'too-large',
          `The snapshot of ${project} has ${bytes.length} bytes, which is too much.`,
        );
      }
      await share.publish(layout.snapshot(self, ep, counter), bytes);
      await removeOld();
    },
    async read() {
      const main = members.main();
      const key = main && members.keyOf(main);
      const newest = newestOf((await share.list(layout.snapshots)) ?? [], '.json').find(
        ({ machine }) => machine === main,
      );
      if (!key || newest === undefined) return null;
      const path = layout.snapshot(newest.machine, newest.ep, newest.counter);
      if (known?.path === path) return known.snapshot;
      const bytes = await share.read(path, MAX_SNAPSHOT_BYTES);
      const found = bytes && parseJson(bytes, Snapshot);
      if (!found || !isSignedBy(key, bytesToSign('snapshot', project, found), found.signature)) return null;
      if (found.machine !== newest.machine || found.ep !== newest.ep || found.counter !== newest.counter) return null;
      known = { path, snapshot: { machine: found.machine, cursors: found.cursors, state: found.state } };
      return known.snapshot;
    },
  };
}
