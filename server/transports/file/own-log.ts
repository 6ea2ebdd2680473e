import type { LocalFiles } from './local-files.ts';
import { endOfOwn, type ChunkEnd, type ChunkPlace } from './chunk.ts';

const SEGMENT_BYTES = 8 * 1_048_576;
/** Delivered chunks that are kept all the same, to mend a share that was restored from an older backup. */
const KEPT_BYTES = 64 * 1_048_576;
const MAX_UNDELIVERED_RECORDS = 100_000;
const MAX_UNDELIVERED_BYTES = 256 * 1_048_576;

export interface OwnChunk extends ChunkEnd {
  readonly ep: number;
  readonly chunk: number;
  readonly length: number;
}

/**
 * This machine's own chunks, on its own disk: each is durable here before it is published. Owns the memory of what was said:
 * what the share does not take waits here, what a crash left unclear is published again with the same bytes, and a share
 * that knows more than this memory was written by a clone.
 */
export interface OwnLog {
  last(): OwnChunk | null;
  oldest(): OwnChunk | null;
  find(chunk: number): OwnChunk | null;
  read(chunk: number): Promise<Uint8Array | null>;
  /** Durable when it resolves; otherwise it rejects and is not there. */
  append(chunk: OwnChunk, bytes: Uint8Array): Promise<void>;
  /** All up to here are in the share. */
  delivered(): number;
  setDelivered(chunk: number): void;
  /** Makes `delivered` durable, which it is only now and then: publishing again does no harm. */
  save(): Promise<void>;
  undelivered(): { readonly records: number; readonly isFull: boolean };
  /** The text of the newest chunks, oldest first, for whoever has to know what was said last. */
  recent(): Promise<readonly { readonly chunk: number; readonly text: string }[]>;
}

interface Entry extends OwnChunk {
  readonly segment: string;
  readonly offset: number;
}

export async function openOwnLog(local: LocalFiles, place: Pick<ChunkPlace, 'project' | 'machine'>): Promise<OwnLog> {
  const entries = new Map<number, Entry>();
  const segments = new Map<string, number>();
  let delivered = await readMark(local);
  let saved = delivered;
  let newest: Entry | null = null;
  let undeliveredRecords = 0;
  let undeliveredBytes = 0;
  for (const name of await local.list('own')) await load(`own/${name}`);
  count();

  async function load(segment: string): Promise<void> {
    const bytes = await local.read(segment);
    if (bytes === null) return;
    let offset = 0;
    for (const found of framesOf(Buffer.from(bytes), place)) {
      add({ ...found, segment });
      offset = found.offset + found.length;
    }
    // What a crash has torn was neither published nor promised.
    if (offset < bytes.length) await local.truncate(segment, offset);
    segments.set(segment, offset);
  }

  function add(entry: Entry): void {
    entries.set(entry.chunk, entry);
    newest = entry;
  }

  function count(): void {
    const waiting = [...entries.values()].filter(({ chunk }) => chunk > delivered);
    undeliveredRecords = waiting.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    undeliveredBytes = waiting.reduce((sum, { length }) => sum + length, 0);
  }

  async function append(chunk: OwnChunk, bytes: Uint8Array): Promise<void> {
    const current = newest?.segment;
    const used = current === undefined ? SEGMENT_BYTES : (segments.get(current) ?? 0);
    const isFull = current === undefined || used + bytes.length > SEGMENT_BYTES;
    const segment = isFull ? `own/${String(chunk.chunk).padStart(10, '0')}.log` : current;
    const start = isFull ? 0 : used;
    const frame = Buffer.from(`${chunk.ep} ${chunk.chunk} ${bytes.length}\n`);
    try {
      await local.append(segment, Buffer.concat([frame, bytes]));
    } catch (error) {
      await cut(segment, start);
      throw error;
    }
    segments.set(segment, start + frame.length + bytes.length);
    add({ ...chunk, segment, offset: start + frame.length });
    undeliveredRecords += chunk.last - chunk.first + 1;
    undeliveredBytes += chunk.length;
    if (isFull) await trim();
  }

  async function cut(segment: string, size: number): Promise<void> {
    if (size === 0) await local.remove(segment);
    else await local.truncate(segment, size);
  }

  /** Whole segments, oldest first, while enough is kept without them. */
  async function trim(): Promise<void> {
    let kept = [...segments.values()].reduce((sum, size) => sum + size, 0);
    for (const [segment, size] of [...segments]) {
      const inside = [...entries.values()].filter((entry) => entry.segment === segment);
      kept -= size;
      if (kept < KEPT_BYTES || segment === newest?.segment || inside.some(({ chunk }) => chunk > delivered)) return;
      await local.remove(segment);
      segments.delete(segment);
      for (const { chunk } of inside) entries.delete(chunk);
    }
  }

  async function read(chunk: number): Promise<Uint8Array | null> {
    const entry = entries.get(chunk);
    return entry === undefined ? null : local.readPart(entry.segment, entry.offset, entry.length);
  }

  return {
    last: () => newest,
    oldest: () => entries.values().next().value ?? null,
    find: (chunk) => entries.get(chunk) ?? null,
    read,
    append,
    delivered: () => delivered,
    setDelivered(chunk) {
      if (chunk === delivered + 1) {
        const entry = entries.get(chunk);
        undeliveredRecords -= entry === undefined ? 0 : entry.last - entry.first + 1;
        undeliveredBytes -= entry?.length ?? 0;
        delivered = chunk;
        return;
      }
      delivered = chunk;
      count();
    },
    async save() {
      if (delivered === saved) return;
      const mark = delivered;
      await local.write('delivered.json', Buffer.from(`${JSON.stringify({ chunk: mark })}\n`));
      saved = mark;
    },
    undelivered: () => ({
      records: undeliveredRecords,
      isFull: undeliveredRecords >= MAX_UNDELIVERED_RECORDS || undeliveredBytes >= MAX_UNDELIVERED_BYTES,
    }),
    async recent() {
      const found: { chunk: number; text: string }[] = [];
      const kept = new Set([...segments.keys()].slice(-2));
      for (const entry of entries.values()) {
        if (!kept.has(entry.segment) && entry.chunk <= delivered) continue;
        const bytes = await read(entry.chunk);
        const end = bytes && endOfOwn(bytes, { ...place, ep: entry.ep, chunk: entry.chunk });
        if (end) found.push({ chunk: entry.chunk, text: end.text });
      }
      return found;
    },
  };
}

async function readMark(local: LocalFiles): Promise<number> {
  const bytes = await local.read('delivered.json');
  if (bytes === null) return 0;
  const mark: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  const chunk = typeof mark === 'object' && mark !== null && 'chunk' in mark ? mark.chunk : 0;
  return typeof chunk === 'number' && Number.isSafeInteger(chunk) ? chunk : 0;
}

/** Each chunk stands behind a line that says which it is and how long; the first that is not whole ends the file. */
function* framesOf(
  bytes: Buffer,
  place: Pick<ChunkPlace, 'project' | 'machine'>,
): Iterable<OwnChunk & { readonly offset: number }> {
  for (let at = 0; at < bytes.length;) {
    const lineEnd = bytes.indexOf(10, at);
    if (lineEnd < 0 || lineEnd - at > 64) return;
    const match = /^(\d{1,10}) (\d{1,10}) (\d{1,8})$/.exec(bytes.toString('latin1', at, lineEnd));
    if (match === null) return;
    const [ep, chunk, length] = match.slice(1).map(Number) as [number, number, number];
    const offset = lineEnd + 1;
    const end = endOfOwn(bytes.subarray(offset, offset + length), { ...place, ep, chunk });
    if (end === null) return;
    const { first, last, prev, hash } = end;
    yield { ep, chunk, length, first, last, prev, hash, offset };
    at = offset + length;
  }
}
