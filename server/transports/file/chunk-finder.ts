import type { MachineId } from '#schemas/wire/names.ts';
import type { ReadCursor } from './cursors.ts';
import { inOrder, parseChunk, parseEpoch, parseShard, shardOf, type Layout } from './layout.ts';
import type { ShareFiles } from './share-files.ts';

export type Found =
  | {
      readonly kind: 'found';
      readonly path: string;
      readonly ep: number;
      readonly chunk: number;
      readonly isOvertaken: boolean;
    }
  /** Later ones are there. */
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'none' };

/** Where a sender's next chunk stands, by listing alone: a name that is looked for too early stays unseen for long. */
export interface ChunkFinder {
  next(cursor: ReadCursor, tip: { readonly ep: number; readonly chunk: number }): Promise<Found>;
  /** What was listed before is old. */
  forget(alsoEpochs: boolean): void;
  /** What was found cannot be read; it may be gone when it is looked for again, or stand elsewhere. */
  drop(): void;
}

interface Listing {
  readonly ep: number;
  readonly shard: number;
  readonly chunks: ReadonlySet<number>;
  readonly newest: number;
}

/** `onCopy` is told of a second file under the name of a chunk, as programs that synchronise folders make them. */
export function createChunkFinder(
  machine: MachineId,
  layout: Layout,
  share: ShareFiles,
  onCopy: (path: string) => void,
): ChunkFinder {
  let listing: Listing | null = null;
  let isFresh = false;
  let mayHaveBegunAnew = false;

  async function list(ep: number, shard: number): Promise<Listing> {
    const folder = layout.shard(machine, ep, shard);
    const names = (await share.list(folder)) ?? [];
    for (const name of names) if (CONFLICT_COPY.test(name) && parseChunk(name) === null) onCopy(`${folder}/${name}`);
    const chunks = new Set(names.map(parseChunk).filter((chunk) => chunk !== null));
    return { ep, shard, chunks, newest: Math.max(0, ...chunks) };
  }

  /** The epochs from this one on, and their shards from this one on, in order. */
  async function* places(fromEp: number, fromShard: number): AsyncIterable<Listing> {
    for (const ep of inOrder(await share.list(layout.log(machine)), parseEpoch)) {
      if (ep < fromEp) continue;
      for (const shard of inOrder(await share.list(layout.epoch(machine, ep)), parseShard)) {
        if (shard >= fromShard) yield list(ep, shard);
      }
    }
  }

  /** The sender may have died after its first chunk in a new epoch, before it gave the hint. */
  const hasEpochAfter = async (ep: number): Promise<boolean> =>
    inOrder(await share.list(layout.log(machine)), parseEpoch).some((found) => found > ep);

  const foundIn = ({ ep, newest }: Listing, chunk: number): Found => {
    return { kind: 'found', path: layout.chunk(machine, ep, chunk), ep, chunk, isOvertaken: newest > chunk };
  };

  return {
    async next(cursor, tip) {
      const chunk = cursor.chunk + 1;
      const shard = shardOf(chunk);
      if (listing?.chunks.has(chunk) === true) return foundIn(listing, chunk);
      if (isFresh && tip.chunk < chunk) return { kind: 'none' };
      if (cursor.chunk > 0 && shardOf(cursor.chunk) === shard) {
        listing = await list(cursor.ep, shard);
        isFresh = true;
        if (listing.chunks.has(chunk)) return foundIn(listing, chunk);
        const isLast = tip.ep <= cursor.ep && listing.newest < chunk;
        if (isLast && !(mayHaveBegunAnew && (await hasEpochAfter(cursor.ep)))) return { kind: 'none' };
      }
      let isLaterThere = false;
      for await (const place of places(cursor.ep, shard)) {
        isFresh = true;
        if (place.chunks.has(chunk)) {
          listing = place;
          return foundIn(place, chunk);
        }
        isLaterThere ||= place.newest > chunk;
      }
      return isLaterThere ? { kind: 'missing', path: layout.chunk(machine, cursor.ep, chunk) } : { kind: 'none' };
    },
    drop: () => void (listing = null),
    forget(alsoEpochs) {
      isFresh = false;
      mayHaveBegunAnew = alsoEpochs;
    },
  };
}

const CONFLICT_COPY = /^\d{10}\b.*\.jsonl$/;
