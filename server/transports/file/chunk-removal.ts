import type { Scheduler } from '../../platform/scheduler.ts';
import type { TransportDeps } from '../transport.ts';
import { endOfOwn, MAX_CHUNK_BYTES } from './chunk.ts';
import { inOrder, parseChunk, type Layout } from './layout.ts';
import type { ShareFiles } from './share-files.ts';

/** In one call, whose time is limited. */
const CHUNKS_PER_CALL = 100;

export interface ChunkRemovalDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly scheduler: Scheduler;
}

interface ShardPart {
  readonly ep: number;
  readonly shard: number;
  /** Later chunks are needed. */
  readonly upTo: number;
  readonly most: number;
}

/** Removes own chunks that are older than the retention, the oldest first, so that a log only ever loses its beginning. */
export interface ChunkRemoval {
  /** `oldestLeft`: null where the whole shard went. */
  fromShard(part: ShardPart): Promise<{ readonly count: number; readonly oldestLeft: number | null }>;
}

export function createChunkRemoval({ transport, layout, share, scheduler }: ChunkRemovalDeps): ChunkRemoval {
  const { self, project, timing } = transport;

  async function isOld(ep: number, chunk: number): Promise<boolean> {
    const bytes = await share.read(layout.chunk(self, ep, chunk), MAX_CHUNK_BYTES);
    const end = bytes && endOfOwn(bytes, { project, machine: self, ep, chunk });
    const said = end ? /"hlc":"(\d{13})-/.exec(end.text)?.[1] : undefined;
    return said !== undefined && scheduler.wall() - Number(said) > timing.retentionMs;
  }

  /** How many of them, which follow each other in time, are old. */
  async function countOld(ep: number, chunks: readonly number[]): Promise<number> {
    let [from, to] = [0, chunks.length];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (await isOld(ep, chunks[middle] ?? 0)) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  return {
    async fromShard({ ep, shard, upTo, most }) {
      const folder = layout.shard(self, ep, shard);
      const chunks = inOrder(await share.list(folder), parseChunk);
      const free = chunks.filter((chunk) => chunk <= upTo).slice(0, most);
      const old = free.slice(0, await countOld(ep, free));
      for (let at = 0; at < old.length; at += CHUNKS_PER_CALL) {
        const some = old.slice(at, at + CHUNKS_PER_CALL);
        await share.remove(some.map((chunk) => layout.chunk(self, ep, chunk)));
      }
      if (old.length < chunks.length) return { count: old.length, oldestLeft: chunks[old.length] ?? null };
      await share.removeFolder(folder);
      return { count: old.length, oldestLeft: null };
    },
  };
}
