import { constants, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { NOTHING_SAID, withSaid, type Aggregate } from './aggregate.ts';
import { countAnswer } from './answers.ts';
import type { Pace } from './pace.ts';
import type { TranscriptPlace } from './places.ts';
import { MAX_LINE_BYTES, readLines } from './read-lines.ts';
import type { Said, TranscriptFormat } from './said.ts';
import type { SessionStore, Transcript } from './store.ts';

export interface Reading {
  readonly place: TranscriptPlace;
  readonly path: string;
  /** `ends`: only the beginning and the end, where it is not read already. */
  readonly wanted: Transcript['read'];
  readonly store: SessionStore;
  readonly pace: Pace;
  /** Asked between two chunks: true leaves the rest for later. */
  readonly isEnough: () => boolean;
}

const HEAD_BYTES = 256;
/** Of an old transcript; a smaller one is read whole. */
const END_BYTES = 65_536;
/** A transcript that is one document is parsed at once. */
const MAX_DOCUMENT_BYTES = 2 * MAX_LINE_BYTES;

/**
 * Reads what has come to a transcript since it was last read. What is read is kept chunk by chunk, so that it goes on
 * behind the last one after a crash. False when there is more to read. Throws what the file system says.
 */
export async function readTranscript(reading: Reading): Promise<boolean> {
  // Neither a link nor a pipe, whatever was put there since the folder was read.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await open(reading.path, flags);
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || isForeign(stats)) return true;
    const begun = await begin(handle, stats, reading);
    const done = begun.read === 'ends' ? readEnds : reading.path.endsWith('.json') ? readDocument : readOn;
    return await done(handle, stats, begun, reading);
  } finally {
    await handle.close();
  }
}

function isForeign({ uid }: Stats): boolean {
  return process.getuid !== undefined && uid !== process.getuid();
}

/** The transcript as it is known, or from its beginning: new, replaced, cut off, or to be read whole for the first time. */
async function begin(handle: FileHandle, stats: Stats, { place, path, wanted, store }: Reading): Promise<Transcript> {
  const head = (await readBytes(handle, 0, Math.min(HEAD_BYTES, stats.size))).toString('hex');
  const known = store.ofPath(path);
  const read = wanted === 'ends' && stats.size > 2 * END_BYTES ? 'ends' : 'all';
  if (known !== null && isSame(known, head, stats) && (known.read === 'all' || read === 'ends'))
    return { ...known, head };
  const sum = withSaid(NOTHING_SAID, place.fromPath?.(path) ?? {});
  const unread = { size: -1, modifiedAt: -1, offset: 0, inLongLine: false };
  const fresh: Omit<Transcript, 'id'> = {
    agent: place.agent,
    path,
    bornAt: stats.birthtimeMs,
    ...unread,
    head,
    read,
    sum,
  };
  return store.transaction(() => {
    if (known === null) return store.add(fresh);
    const again = { ...fresh, id: known.id };
    store.removeAnswers(known.id);
    store.update(again);
    return again;
  });
}

function isSame(known: Transcript, head: string, { size }: Stats): boolean {
  return size >= known.offset && head.startsWith(known.head);
}

async function readOn(handle: FileHandle, stats: Stats, begun: Transcript, reading: Reading): Promise<boolean> {
  let current = begun;
  for await (const { lines, tooLong, end } of readLines(handle, current, stats.size)) {
    current = keep({ ...current, ...end }, lines, tooLong, reading);
    await reading.pace.breathe();
    if (reading.isEnough() && end.offset < stats.size) return false;
  }
  finish(current, stats, reading);
  return true;
}

/** Parsed anew whenever it changed; its answers have ids. */
async function readDocument(handle: FileHandle, stats: Stats, begun: Transcript, reading: Reading): Promise<boolean> {
  const fits = stats.size <= MAX_DOCUMENT_BYTES;
  const lines = fits ? [await readBytes(handle, 0, stats.size)] : [];
  const current = keep({ ...begun, sum: { ...begun.sum, skippedLines: 0 } }, lines, fits ? 0 : 1, reading);
  finish(current, stats, reading);
  return true;
}

/** What a session was about, where and when, without what it used. */
async function readEnds(handle: FileHandle, stats: Stats, begun: Transcript, reading: Reading): Promise<boolean> {
  const first = (await readBytes(handle, 0, END_BYTES)).toString('utf8').split('\n').slice(0, -1);
  const last = (await readBytes(handle, stats.size - END_BYTES, END_BYTES)).toString('utf8').split('\n').slice(1);
  const sum = [...first, ...last]
    .map((line) => parse(line, reading.place.format))
    .reduce<Aggregate>((so, said) => (said ? withSaid(so, { ...said, total: undefined }) : so), begun.sum);
  finish({ ...begun, sum }, stats, reading);
  return true;
}

/** Adds up complete lines, all of them or none. */
function keep(
  transcript: Transcript,
  lines: readonly Buffer[],
  tooLong: number,
  { place, store }: Reading,
): Transcript {
  return store.transaction(() => {
    let sum = { ...transcript.sum, skippedLines: transcript.sum.skippedLines + tooLong };
    for (const line of lines) {
      if (line.length === 0) continue;
      const said = parse(line.toString('utf8'), place.format);
      if (said === undefined) sum = { ...sum, skippedLines: sum.skippedLines + 1 };
      if (!said) continue;
      sum = withSaid(sum, said);
      for (const answer of said.answers ?? []) sum = countAnswer(transcript, sum, answer, store);
    }
    const next = { ...transcript, sum };
    store.update(next);
    return next;
  });
}

/** Only now it counts as read as it is: what a crash has left half read is looked at again. */
function finish(transcript: Transcript, { size, mtimeMs }: Stats, { store }: Reading): void {
  store.transaction(() => store.update({ ...transcript, size, modifiedAt: mtimeMs }));
}

/** Undefined for what is no JSON, null for what says nothing of use. */
function parse(line: string, format: TranscriptFormat): Said | null | undefined {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  return format.read(record);
}

async function readBytes(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
  return buffer.subarray(0, bytesRead);
}
