import { type Snapshot, type Snapshots, TransportError, type TransportDeps } from '../transport.ts';
import { newestOf, parseCounted, type Layout } from './layout.ts';
import { MAX_SNAPSHOT_BYTES, openSnapshot, type ReadCursors, sealSnapshot } from './sealed-snapshot.ts';
import { ShareError, type ShareFiles } from './share-files.ts';

const KEPT_SNAPSHOTS = 2;

export interface SnapshotDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly ep: number;
  /** What was applied and saved here, with what this machine itself has said. */
  cursors(): ReadCursors;
}

export type SnapshotFiles = Pick<Snapshots, 'write' | 'read'>;

export function createSnapshots({ transport, layout, share, ep, cursors }: SnapshotDeps): SnapshotFiles {
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
    async write(describe) {
      if (members.main() !== self) throw new TransportError('not-main', `Only main writes snapshots, not ${self}.`);
      const covered = cursors();
      const state = (await describe()) ?? null;
      counter += 1;
      const bytes = sealSnapshot(transport, { ep, counter, cursors: covered, state });
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
      const bytes = await readBounded(share, path);
      const found = bytes && openSnapshot(bytes, { project, machine: newest.machine, key });
      if (found?.ep !== newest.ep || found.counter !== newest.counter) return null;
      known = { path, snapshot: { machine: found.machine, cursors: found.cursors, state: found.state } };
      return known.snapshot;
    },
  };
}

/** What somebody put there that is no snapshot is none, and never a reason not to go on. */
async function readBounded(share: ShareFiles, path: string): Promise<Uint8Array | null> {
  try {
    return await share.read(path, MAX_SNAPSHOT_BYTES);
  } catch (error) {
    if (error instanceof ShareError && (error.code === 'too-large' || error.code === 'not-a-file')) return null;
    throw error;
  }
}
