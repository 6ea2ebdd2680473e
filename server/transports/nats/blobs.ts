/**
 * Files by their SHA-256: parts of one size under subjects of their own, and a head that is written last, so a blob with a
 * head is whole. A part is always the same, whoever puts it, so putting it again harms nobody; what was changed by
 * somebody else is found when the sum is checked.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Sha256 } from '#schemas/wire/names.ts';
import { type Alarm, TransportError } from '../transport.ts';
import type { PlaceNames } from './names.ts';
import type { Place } from './place.ts';

const PART_BYTES = 128 * 1024;
const MAX_BLOB_BYTES = 512 * 1024 * 1024;
/** On their way at once. */
const ABREAST = 8;

const Head = z.strictObject({ v: z.literal(1), size: z.number().int().min(0).max(MAX_BLOB_BYTES) });

export interface Blobs {
  put(file: string): Promise<string>;
  get(sha256: string): Promise<string | null>;
}

export interface BlobsDeps {
  readonly names: PlaceNames;
  /** Of this machine's own, for verified copies. */
  readonly folder: string;
  place(): Place | null;
  alarm(kind: Alarm['kind'], machine: string | null, text: string): void;
}

export function createBlobs({ names, folder, place, alarm }: BlobsDeps): Blobs {
  const connected = (): Place => {
    const current = place();
    if (current !== null) return current;
    throw new TransportError('unavailable', 'The NATS server is away, so no file can be exchanged now. Bring it back.');
  };

  async function put(file: string): Promise<string> {
    const { streams } = connected();
    const { sha256, size } = await measure(file);
    if (size > MAX_BLOB_BYTES) {
      const text = `${file} has ${size} bytes, and ${MAX_BLOB_BYTES} is the most that travels. Share it in another way.`;
      throw new TransportError('too-large', text);
    }
    let number = 0;
    let onTheWay: Promise<unknown>[] = [];
    for await (const part of createReadStream(file, { highWaterMark: PART_BYTES })) {
      onTheWay.push(streams.publish(names.blobSubject(sha256, number), part as Buffer));
      number += 1;
      if (onTheWay.length < ABREAST) continue;
      await Promise.all(onTheWay);
      onTheWay = [];
    }
    await Promise.all(onTheWay);
    await streams.publish(names.blobSubject(sha256, 'head'), JSON.stringify({ v: 1, size }));
    return sha256;
  }

  async function get(sha256: string): Promise<string | null> {
    const name = Sha256.parse(sha256);
    const copy = join(folder, name);
    if (await isThere(copy)) return copy;
    const head = await last(names.blobSubject(name, 'head'));
    if (head === null) return null;
    const read = readHead(head);
    if (read === null) return corrupted(name, 'its head is none');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const aside = `${copy}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      const found = await fetchInto(aside, read.size, (part) => last(names.blobSubject(name, part)));
      if (found !== name) return corrupted(name, 'its content is not what it is named after');
      await rename(aside, copy);
      return copy;
    } finally {
      await rm(aside, { force: true });
    }
  }

  const last = async (subject: string): Promise<Uint8Array | null> =>
    (await connected().manager.streams.getMessage(names.blobStream, { last_by_subj: subject }))?.data ?? null;

  function corrupted(sha256: string, why: string): null {
    alarm('unreadable', null, `The blob ${sha256} is refused: ${why}. Ask its sender to send it again.`);
    return null;
  }

  return { put, get };
}

/** The SHA-256 of what was found; null where a part is missing or of another size. */
async function fetchInto(
  file: string,
  size: number,
  part: (number: number) => Promise<Uint8Array | null>,
): Promise<string | null> {
  const hash = createHash('sha256');
  const handle = await open(file, 'wx', 0o600);
  try {
    const count = Math.ceil(size / PART_BYTES);
    for (let first = 0; first < count; first += ABREAST) {
      const numbers = Array.from({ length: Math.min(ABREAST, count - first) }, (_, index) => first + index);
      const parts = await Promise.all(numbers.map(part));
      for (const [index, bytes] of parts.entries()) {
        if (bytes?.length !== Math.min(PART_BYTES, size - (first + index) * PART_BYTES)) return null;
        hash.update(bytes);
        await handle.write(bytes);
      }
    }
    await handle.sync();
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

function readHead(bytes: Uint8Array): z.infer<typeof Head> | null {
  try {
    return Head.parse(JSON.parse(Buffer.from(bytes.subarray(0, 200)).toString()));
  } catch {
    return null;
  }
}

async function measure(file: string): Promise<{ readonly sha256: string; readonly size: number }> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return { sha256: hash.digest('hex'), size: (await stat(file)).size };
}

async function isThere(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
