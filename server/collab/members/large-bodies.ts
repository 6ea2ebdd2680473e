import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { Sha256 } from '#schemas/wire/names.ts';
import { MAX_BODY_BYTES, MAX_DEPTH } from '#schemas/wire/record.ts';
import { writeAtomically } from '../../platform/write-atomically.ts';
import type { Transport } from '../../transports/transport.ts';
import { CollabError } from '../collab-error.ts';

/** What stands in a record instead of a body that is larger than `MAX_BODY_BYTES`. */
const BlobBody = z.strictObject({ blob: Sha256, bytes: z.number().int().min(1) });
/** No message between machines is larger; code travels in bundles beside it. */
const MOST_BYTES = 8 * 1_048_576;

type Blobs = Pick<Transport, 'putBlob' | 'getBlob'>;

/** The body as it goes into the record. */
export async function packBody(blobs: Blobs, folder: string, body: unknown): Promise<unknown> {
  const text = JSON.stringify(body);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_BODY_BYTES) return body;
  if (bytes > MOST_BYTES) {
    throw new CollabError(
      `A message of ${bytes} bytes is too large for other machines, at most ${MOST_BYTES} are taken. Send less, or put it in the repository.`,
    );
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, createHash('sha256').update(text).digest('hex'));
  writeAtomically(file, text);
  try {
    return { blob: await blobs.putBlob(file), bytes } satisfies z.infer<typeof BlobBody>;
  } finally {
    rmSync(file, { force: true });
  }
}

/** The body that was meant. Rejects while a blob is not there yet; `undefined` where what came is no body at all. */
export async function unpackBody(blobs: Blobs, body: unknown): Promise<unknown> {
  const reference = BlobBody.safeParse(body);
  if (!reference.success) return body;
  const file = await blobs.getBlob(reference.data.blob);
  if (file === null) throw new Error('its content has not arrived in the shared place yet');
  if (statSync(file).size > MOST_BYTES) return undefined;
  return parseBounded(await readFile(file, 'utf8'));
}

/** JSON of others; `undefined` for what is none or nests deeper than a record may. */
export function parseBounded(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isShallow(value, MAX_DEPTH) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Stops at the first level too many, so that the depth of the input is never the depth of the stack. */
function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((part) => isShallow(part, levels - 1));
}
