import type { MachineId } from '#schemas/wire/names.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import type { TransportDeps } from '../transport.ts';
import type { Acks } from './acks.ts';
import { endOfOwn, MAX_CHUNK_BYTES } from './chunk.ts';
import { parseChunk, parseEpoch, parseShard, type Layout } from './layout.ts';
import type { OwnLog } from './own-log.ts';
import type { ShareFiles } from './share-files.ts';
import type { SnapshotFiles } from './snapshots.ts';

/** In one round; the rest waits for the next. */
const CHUNKS_PER_ROUND = 200;

export interface RetentionDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly scheduler: Scheduler;
  readonly own: OwnLog;
  readonly acks: Acks;
  readonly snapshots: Pick<SnapshotFiles, 'read'>;
  /** Members whose need still counts. */
  active(): readonly MachineId[];
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

export function createRetention({
  transport,
  layout,
  share,
  scheduler,
  own,
  acks,
  snapshots,
  active,
}: RetentionDeps): Retention {
  const { self, project, timing } = transport;
  /** The oldest chunk that is still there. */
  let oldest = 1;
  let applied: ReadonlyMap<MachineId, number> = new Map();

  async function needed(): Promise<number> {
    const [snapshot, said] = [await snapshots.read(), await acks.all()];
    applied = new Map([...said].map(([machine, cursors]) => [machine, cursors[self]?.chunk ?? 0]));
    const least = active().map((machine) => applied.get(machine) ?? 0);
    return Math.min(snapshot?.cursors[self]?.chunk ?? 0, own.delivered() - 1, ...least);
  }

  async function isOld(ep: number, chunk: number): Promise<boolean> {
    const bytes = await share.read(layout.chunk(self, ep, chunk), MAX_CHUNK_BYTES);
    const end = bytes && endOfOwn(bytes, { project, machine: self, ep, chunk });
    const said = end ? /"hlc":"(\d{13})-/.exec(end.text)?.[1] : undefined;
    return said !== undefined && scheduler.wall() - Number(said) > timing.retentionMs;
  }

  /** Of one shard, oldest first. False: the rest is still needed. */
  async function pruneShard(ep: number, shard: number, upTo: number, budget: { left: number }): Promise<boolean> {
    const folder = layout.shard(self, ep, shard);
    for (const chunk of inOrder(await share.list(folder), parseChunk)) {
      oldest = chunk;
      if (chunk > upTo || budget.left <= 0 || !(await isOld(ep, chunk))) return false;
      await share.remove([layout.chunk(self, ep, chunk)]);
      budget.left -= 1;
    }
    await share.removeFolder(folder);
    return true;
  }

  return {
    async prune() {
      const upTo = await needed();
      if (upTo <= 0) return;
      const budget = { left: CHUNKS_PER_ROUND };
      for (const ep of inOrder(await share.list(layout.log(self)), parseEpoch)) {
        for (const shard of inOrder(await share.list(layout.epoch(self, ep)), parseShard)) {
          if (!(await pruneShard(ep, shard, upTo, budget))) return;
        }
        await share.removeFolder(layout.epoch(self, ep));
      }
    },
    mustResync: (machine) => (applied.get(machine) ?? oldest) + 1 < oldest,
  };
}

const inOrder = (names: readonly string[] | null, parse: (name: string) => number | null): readonly number[] =>
  (names ?? [])
    .map(parse)
    .filter((number) => number !== null)
    .sort((a, b) => a - b);
