import type { Alarms } from './alarms.ts';
import { MAX_CHUNK_BYTES } from './chunk.ts';
import { parseChunk, parseEpoch, parseShard, type Layout } from './layout.ts';
import type { OwnLog } from './own-log.ts';
import type { ShareFiles } from './share-files.ts';

export interface OwnCheckDeps {
  readonly self: string;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly own: OwnLog;
  readonly alarms: Alarms;
  onClone(text: string): void;
}

/**
 * Compares this machine's log in the share with what it remembers. A share that knows more was written by a clone, or
 * this machine's memory was set back; one that knows less was set back itself, and gets again what is still kept here.
 */
export async function checkOwnLog({ self, layout, share, own, alarms, onClone }: OwnCheckDeps): Promise<void> {
  const found = await newestChunk(self, layout, share);
  if (found !== null) {
    const known = own.find(found.chunk);
    const path = layout.chunk(self, found.ep, found.chunk);
    if (known === null || known.ep !== found.ep) {
      return onClone(`${path} was not written by this machine as it is now.`);
    }
    const [theirs, ours] = [await share.read(path, MAX_CHUNK_BYTES), await own.read(found.chunk)];
    if (theirs !== null && ours !== null && Buffer.compare(theirs, ours) !== 0) {
      return onClone(`${path} holds what this machine did not write.`);
    }
  }
  const last = found?.chunk ?? 0;
  if (last >= own.delivered()) return;
  const oldest = own.oldest()?.chunk ?? own.delivered() + 1;
  const again = Math.max(last, oldest - 1);
  const lost =
    again > last ? ` Chunks ${last + 1} to ${again} are no longer kept here and are lost to the others.` : '';
  const text = `${layout.log(self)} lacks chunks from ${last + 1} on that were there before; was the folder restored from a backup? What this machine still has is published again.${lost}`;
  alarms.raise('gap', self, text);
  own.setDelivered(again);
}

/** By listing, newest epoch first. */
async function newestChunk(
  self: string,
  layout: Layout,
  share: ShareFiles,
): Promise<{ readonly ep: number; readonly chunk: number } | null> {
  for (const ep of newestFirst(await share.list(layout.log(self)), parseEpoch)) {
    for (const shard of newestFirst(await share.list(layout.epoch(self, ep)), parseShard)) {
      const [chunk] = newestFirst(await share.list(layout.shard(self, ep, shard)), parseChunk);
      if (chunk !== undefined) return { ep, chunk };
    }
  }
  return null;
}

const newestFirst = (names: readonly string[] | null, parse: (name: string) => number | null): readonly number[] =>
  (names ?? [])
    .map(parse)
    .filter((number) => number !== null)
    .sort((a, b) => b - a);
