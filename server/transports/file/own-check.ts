import type { TransportDeps } from '../transport.ts';
import type { Alarms } from './alarms.ts';
import { decodeChunk, MAX_CHUNK_BYTES } from './chunk.ts';
import { parseChunk, parseEpoch, parseShard, type Layout } from './layout.ts';
import type { OwnLog } from './own-log.ts';
import { ShareError, type ShareFiles } from './share-files.ts';

export interface OwnCheckDeps {
  readonly transport: Pick<TransportDeps, 'self' | 'project' | 'members'>;
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
export async function checkOwnLog(deps: OwnCheckDeps): Promise<void> {
  const { transport, layout, share, own, alarms, onClone } = deps;
  const { self } = transport;
  // What is delivered while the folder is listed proves nothing.
  const delivered = own.delivered();
  const found = await newestChunk(self, layout, share);
  if (found !== null) {
    const known = own.find(found.chunk);
    const path = layout.chunk(self, found.ep, found.chunk);
    const ours = known?.ep === found.ep ? await own.read(found.chunk) : null;
    const theirs = await share.read(path, MAX_CHUNK_BYTES);
    const isOther = theirs !== null && ours !== null && Buffer.compare(theirs, ours) !== 0;
    if (isOther || known?.ep !== found.ep) return tellWhoWrote(deps, found, theirs, onClone);
  }
  const last = found?.chunk ?? 0;
  if (last >= delivered) return;
  const oldest = own.oldest()?.chunk ?? delivered + 1;
  const again = Math.max(last, oldest - 1);
  const lost =
    again > last ? ` Chunks ${last + 1} to ${again} are no longer kept here and are lost to the others.` : '';
  const text = `${layout.log(self)} lacks chunks from ${last + 1} on that were there before; was the folder restored from a backup? What this machine still has is published again.${lost}`;
  alarms.raise('gap', self, text);
  own.setDelivered(again);
}

/**
 * Under this machine's name stands what it did not write. With its signature that is a clone; without, somebody else has
 * put it there: rejects with a `ShareError`, and it goes on when that is removed.
 */
export function tellWhoWrote(
  { transport, layout }: Pick<OwnCheckDeps, 'transport' | 'layout'>,
  { ep, chunk }: { readonly ep: number; readonly chunk: number },
  bytes: Uint8Array | null,
  onClone: (text: string) => void,
): void {
  const { self, project, members } = transport;
  const path = layout.chunk(self, ep, chunk);
  const key = members.keyOf(self);
  const decoded = bytes && key !== null ? decodeChunk(bytes, { project, machine: self, ep, chunk }, key) : null;
  if (decoded !== null && 'why' in decoded) {
    throw new ShareError('not-a-file', `${path} is not signed by this machine.`);
  }
  onClone(`${path} was not written by this machine as it is now.`);
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
