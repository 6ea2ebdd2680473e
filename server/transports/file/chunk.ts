import { createHash } from 'node:crypto';
import type { MachineId } from '#schemas/wire/names.ts';
import type { WireRecord } from '#schemas/wire/record.ts';
import { isSignedBy } from '../../platform/signed-json.ts';
import { isTooDeep, mayNameProto, parseRecord } from './record-lines.ts';

export const MAX_CHUNK_BYTES = 8 * 1_048_576;
/** The last line is shorter than this. */
const MAX_FOOTER = 600;

/** Where a chunk stands. A chunk that is found anywhere else is none. */
export interface ChunkPlace {
  readonly project: string;
  readonly machine: MachineId;
  readonly ep: number;
  /** Counts a machine's chunks across all its epochs, from 1, without a gap. */
  readonly chunk: number;
}

export interface ChunkEnd {
  readonly first: number;
  readonly last: number;
  /** `hash` of the chunk before; null for a machine's first one. */
  readonly prev: string | null;
  /** What the next chunk names as `prev`; it covers all that was signed. */
  readonly hash: string;
}

export interface Chunk extends ChunkEnd {
  readonly records: readonly WireRecord[];
}

export interface ChunkRefusal {
  /** `incomplete`: torn, or other bytes than were written; it may still become whole where files arrive slowly. */
  readonly why: 'incomplete' | 'bad-signature' | 'future-version' | 'malformed' | 'oversized';
  readonly text: string;
}

/** Records of consecutive numbers from `first`, one per line, with the line that proves who wrote them and in which order. */
export function encodeChunk(
  place: ChunkPlace,
  { first, prev, lines }: { readonly first: number; readonly prev: string | null; readonly lines: readonly string[] },
  sign: (bytes: Uint8Array) => string,
): { readonly bytes: Uint8Array; readonly end: ChunkEnd } {
  const text = lines.join('');
  const end = { first, last: first + lines.length - 1, prev, sha256: sha256(text) };
  const signed = signedText(place, end);
  const footer = footerLine(place, end, sign(Buffer.from(signed)));
  return { bytes: Buffer.from(text + footer), end: { ...end, hash: sha256(signed) } };
}

/** Never throws, whatever the bytes are. `key` is the sender's, from the roster. */
export function decodeChunk(bytes: Uint8Array, place: ChunkPlace, key: string): Chunk | ChunkRefusal {
  const opened = openChunk(bytes, place);
  if ('why' in opened) return opened;
  const { end, text, signature } = opened;
  const signed = signedText(place, end);
  if (!isSignedBy(key, Buffer.from(signed), signature)) {
    return refuse('bad-signature', 'its signature is not that of this machine for this place');
  }
  if (isTooDeep(text)) return refuse('malformed', 'a record nests too deep');
  const lines = text.split('\n');
  lines.pop();
  if (lines.length !== end.last - end.first + 1) return refuse('malformed', 'it holds another number of records');
  const records: WireRecord[] = [];
  const mayHoldProto = mayNameProto(text);
  for (const line of lines) {
    const record = parseRecord(line, mayHoldProto);
    if (record === 'future-version') return refuse('future-version', 'a record is of a later version');
    const seq = end.first + records.length;
    if (record === 'malformed' || record.from !== place.machine || record.ep !== place.ep || record.seq !== seq) {
      return refuse('malformed', `record ${seq} is none of this place`);
    }
    records.push(record);
  }
  return { first: end.first, last: end.last, prev: end.prev, hash: sha256(signed), records };
}

/** What a chunk of this machine's own says of itself; null where it is not whole. Own bytes need no signature. */
export function endOfOwn(bytes: Uint8Array, place: ChunkPlace): (ChunkEnd & { readonly text: string }) | null {
  const opened = openChunk(bytes, place);
  if ('why' in opened) return null;
  const { end, text } = opened;
  return { first: end.first, last: end.last, prev: end.prev, hash: sha256(signedText(place, end)), text };
}

interface Footer {
  readonly first: number;
  readonly last: number;
  readonly prev: string | null;
  readonly sha256: string;
}

/** The records' text and the last line, with the hash of the one found in the other. */
function openChunk(
  bytes: Uint8Array,
  place: ChunkPlace,
): { readonly end: Footer; readonly text: string; readonly signature: string } | ChunkRefusal {
  if (bytes.length > MAX_CHUNK_BYTES) return refuse('oversized', `it has ${bytes.length} bytes`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.at(-1) !== 10) return refuse('incomplete', 'its last line does not end');
  const start = buffer.lastIndexOf(10, buffer.length - 2) + 1;
  if (start === 0 || buffer.length - start > MAX_FOOTER) return refuse('incomplete', 'it has no last line');
  const line = buffer.toString('utf8', start);
  const match = FOOTER.exec(line);
  if (match?.groups === undefined) {
    return /^\{"v":(?:[2-9]|[1-9]\d{1,8}),"/.test(line)
      ? refuse('future-version', 'it is of a later version')
      : refuse('incomplete', 'its last line is not that of a chunk');
  }
  const { first, last, prev, hash, signature } = match.groups as Record<
    'first' | 'last' | 'hash' | 'signature',
    string
  > & {
    prev?: string;
  };
  const end = { first: Number(first), last: Number(last), prev: prev ?? null, sha256: hash };
  // Only the one way to write it counts, so that no bit can be changed without being seen.
  if (footerLine(place, end, signature) !== line) return refuse('malformed', 'its last line names another place');
  const content = buffer.subarray(0, start);
  if (sha256(content) !== hash) return refuse('incomplete', 'its content is not what was written');
  return { end, text: content.toString('utf8'), signature };
}

const FOOTER =
  /^\{"v":1,"ep":\d{1,10},"chunk":\d{1,10},"first":(?<first>\d{1,16}),"last":(?<last>\d{1,16}),"prev":(?:null|"(?<prev>[0-9a-f]{64})"),"sha256":"(?<hash>[0-9a-f]{64})","signature":"(?<signature>[A-Za-z0-9_-]{86})"\}\n$/;

function footerLine({ ep, chunk }: ChunkPlace, { first, last, prev, sha256: hash }: Footer, signature: string): string {
  const canonical = Buffer.from(signature, 'base64url').toString('base64url');
  return `${JSON.stringify({ v: 1, ep, chunk, first, last, prev, sha256: hash, signature: canonical })}\n`;
}

const signedText = ({ project, machine, ep, chunk }: ChunkPlace, { first, last, prev, sha256: hash }: Footer): string =>
  `clutch/1\nchunk\n${project}\n${machine}\n${ep}\n${chunk}\n${first}\n${last}\n${prev ?? '-'}\n${hash}`;

const refuse = (why: ChunkRefusal['why'], text: string): ChunkRefusal => ({ why, text });

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
