import type { MachineId } from '#schemas/wire/names.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import type { TransportDeps } from '../transport.ts';
import type { Acks } from './acks.ts';
import { createChunkRemoval } from './chunk-removal.ts';
import { inOrder, parseEpoch, parseShard, type Layout } from './layout.ts';
import type { OwnLog } from './own-log.ts';
import type { ShareFiles } from './share-files.ts';
import type { SnapshotFiles } from './snapshots.ts';

/** In one round; the rest waits for the next. */
const CHUNKS_PER_ROUND = 5_000;

export interface RetentionDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly scheduler: Scheduler;
  readonly own: OwnLog;
  readonly acks: Acks;
  readonly snapshots: Pick<SnapshotFiles, 'read'>;
  /** Members whose need still counts. Null: this machine cannot tell now. */
  active(): Promise<readonly MachineId[] | null>;
}

/**
 * Removes chunks of this machine's own log that nobody needs: every active member has applied them, main's snapshot covers
 * them, and they are older than the retention. The newest chunk always stays, because it tells how far the log goes.
 */
export interface Retention {
  prune(): Promise<void>;
  /** Whether it needs chunks that are gone, so that it has to begin anew from a snapshot. */
  mustResync(machine: MachineId): boolean;
}

export function createRetention(deps: RetentionDeps): Retention {
  const { transport, layout, share, own, acks, snapshots, active } = deps;
  const { self } = transport;
  const removal = createChunkRemoval(deps);
  /** The oldest chunk that is still there. */
  let oldest = 1;
  let applied: ReadonlyMap<MachineId, number> = new Map();

  async function needed(): Promise<number> {
    const [snapshot, said] = [await snapshots.read(), await acks.all()];
    applied = new Map([...said].map(([machine, cursors]) => [machine, cursors[self]?.chunk ?? 0]));
    const members = await active();
    if (members === null) return 0;
    const least = members.map((machine) => applied.get(machine) ?? 0);
    return Math.min(snapshot?.cursors[self]?.chunk ?? 0, own.delivered() - 1, ...least);
  }

  return {
    async prune() {
      const upTo = await needed();
      if (upTo <= 0) return;
      let left = CHUNKS_PER_ROUND;
      for (const ep of inOrder(await share.list(layout.log(self)), parseEpoch)) {
        for (const shard of inOrder(await share.list(layout.epoch(self, ep)), parseShard)) {
          const removed = await removal.fromShard({ ep, shard, upTo, most: left });
          left -= removed.count;
          if (removed.oldestLeft === null) continue;
          oldest = removed.oldestLeft;
          return;
        }
        await share.removeFolder(layout.epoch(self, ep));
      }
    },
    mustResync: (machine) => (applied.get(machine) ?? 0) + 1 < oldest,
  };
}
