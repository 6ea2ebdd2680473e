import { endOfOwn, type ChunkEnd, type ChunkPlace } from './chunk.ts';
import type { LocalFiles } from './local-files.ts';

const SEGMENT_BYTES = 8 * 1_048_576;
/** Delivered chunks that are kept all the same, to mend a share that was restored from an older backup. */
const KEPT_BYTES = 64 * 1_048_576;

export interface OwnChunk extends ChunkEnd {
  readonly ep: number;
  readonly chunk: number;
  readonly length: number;
}

interface Entry extends OwnChunk {
  readonly segment: string;
  readonly offset: number;
}

type Author = Pick<ChunkPlace, 'project' | 'machine'>;

/** Chunks one behind the other in files of this machine, found by their number. */
export interface OwnSegments {
  last(): OwnChunk | null;
  oldest(): OwnChunk | null;
  find(chunk: number): OwnChunk | null;
  all(): Iterable<OwnChunk>;
  /** Of the last two files. */
  newest(): Iterable<OwnChunk>;
  read(chunk: number): Promise<Uint8Array | null>;
  /** Durable when it resolves; otherwise it rejects and is not there. */
  append(chunk: OwnChunk, bytes: Uint8Array): Promise<void>;
  /** Removes the oldest files, while enough is kept without them and all in them are up to `chunk`. */
  trim(chunk: number): Promise<void>;
}

export async function openOwnSegments(local: LocalFiles, author: Author): Promise<OwnSegments> {
  const entries = new Map<number, Entry>();
  const { sizes, entries: loaded } = await load(local, author);
  for (const entry of loaded) entries.set(entry.chunk, entry);
  let last = loaded.at(-1) ?? null;
  const inSegment = (segment: string): Entry[] => [...entries.values()].filter((entry) => entry.segment === segment);

  return {
    last: () => last,
    oldest: () => entries.values().next().value ?? null,
    find: (chunk) => entries.get(chunk) ?? null,
    all: () => entries.values(),
    newest: () => [...sizes.keys()].slice(-2).flatMap(inSegment),
    async read(chunk) {
      const entry = entries.get(chunk);
      return entry === undefined ? null : local.readPart(entry.segment, entry.offset, entry.length);
    },
    async append(chunk, bytes) {
      const used = last === null ? SEGMENT_BYTES : (sizes.get(last.segment) ?? SEGMENT_BYTES);
      const isNew = last === null || used + bytes.length > SEGMENT_BYTES;
      const segment = last === null || isNew ? `own/${String(chunk.chunk).padStart(10, '0')}.log` : last.segment;
      const start = isNew ? 0 : used;
      const frame = Buffer.from(`${chunk.ep} ${chunk.chunk} ${bytes.length}\n`);
      try {
        await local.append(segment, Buffer.concat([frame, bytes]));
      } catch (error) {
        await (isNew ? local.remove(segment) : local.truncate(segment, start));
        throw error;
      }
      sizes.set(segment, start + frame.length + bytes.length);
      last = { ...chunk, segment, offset: start + frame.length };
      entries.set(chunk.chunk, last);
    },
    async trim(delivered) {
      let kept = [...sizes.values()].reduce((sum, size) => sum + size, 0);
      for (const [segment, size] of new Map(sizes)) {
        kept -= size;
        const inside = inSegment(segment);
        if (kept < KEPT_BYTES || inside.some(({ chunk }) => chunk > delivered || chunk === last?.chunk)) return;
        await local.remove(segment);
        sizes.delete(segment);
        for (const { chunk } of inside) entries.delete(chunk);
      }
    },
  };
}

async function load(local: LocalFiles, author: Author): Promise<{ sizes: Map<string, number>; entries: Entry[] }> {
  const sizes = new Map<string, number>();
  const entries: Entry[] = [];
  for (const name of await local.list('own')) {
    const segment = `own/${name}`;
    const bytes = Buffer.from((await local.read(segment)) ?? []);
    let end = 0;
    for (const frame of framesOf(bytes, author)) {
      entries.push({ ...frame, segment });
      end = frame.offset + frame.length;
    }
    // What a crash has torn was neither published nor promised.
    if (end < bytes.length) await local.truncate(segment, end);
    sizes.set(segment, end);
  }
  return { sizes, entries };
}

/** Each chunk stands behind a line that says which it is and how long; the first that is not whole ends the file. */
function* framesOf(bytes: Buffer, author: Author): Iterable<OwnChunk & { readonly offset: number }> {
  for (let at = 0; at < bytes.length;) {
    const lineEnd = bytes.indexOf(10, at);
    if (lineEnd < 0 || lineEnd - at > 64) return;
    const match = /^(\d{1,10}) (\d{1,10}) (\d{1,8})$/.exec(bytes.toString('latin1', at, lineEnd));
    if (match === null) return;
    const [ep, chunk, length] = match.slice(1).map(Number) as [number, number, number];
    const offset = lineEnd + 1;
    const end = endOfOwn(bytes.subarray(offset, offset + length), { ...author, ep, chunk });
    if (end === null) return;
    const { first, last, prev, hash } = end;
    yield { ep, chunk, length, first, last, prev, hash, offset };
    at = offset + length;
  }
}
