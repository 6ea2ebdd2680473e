import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Sha256 } from '#schemas/wire/names.ts';
import { TransportError, type Transport } from '../transport.ts';
import type { Alarms } from './alarms.ts';
import type { Layout } from './layout.ts';
import type { LocalFiles } from './local-files.ts';
import type { OwnBlobs } from './own-blobs.ts';
import { ShareError, type ShareFiles } from './share-files.ts';

const MAX_BLOB_BYTES = 64 * 1_048_576;
/** Copies on this machine; when there are more, others make room. */
const MAX_COPIES_BYTES = 1_024 * 1_048_576;

export interface BlobDeps {
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly local: LocalFiles;
  readonly alarms: Alarms;
  readonly own: Pick<OwnBlobs, 'remember'>;
}

/** Files by their SHA-256. What is handed out was proved to be what was asked for. */
export function createBlobs({ layout, share, local, alarms, own }: BlobDeps): Pick<Transport, 'putBlob' | 'getBlob'> {
  const isInShare = async (sha256: string): Promise<boolean> =>
    (await share.list(layout.blobs(sha256)))?.includes(sha256) === true;

  async function fetch(sha256: string): Promise<string | null> {
    if (!(await isInShare(sha256))) return null;
    const part = `blobs/${sha256}.part`;
    const fetched = await share.fetchFile(layout.blob(sha256), await local.pathOf(part), MAX_BLOB_BYTES);
    if (fetched?.sha256 !== sha256) {
      await local.remove(part);
      // Where files arrive slowly it may be there only in part; then the next attempt finds it whole.
      if (fetched)
        alarms.raise('unreadable', null, `${layout.blob(sha256)} is not what its name says. It is not used.`);
      return null;
    }
    await makeRoom(local, (await local.size(part)) ?? 0);
    await local.rename(part, `blobs/${sha256}`);
    return local.pathOf(`blobs/${sha256}`);
  }

  return {
    async putBlob(file) {
      const { size } = await stat(file);
      if (size > MAX_BLOB_BYTES) {
        const text = `${file} has ${size} bytes; only ${MAX_BLOB_BYTES} travel through the shared folder. Say with an artifact pointer (uri, size, sha256, where) where it lies instead.`;
        throw new TransportError('too-large', text);
      }
      const sha256 = await sha256Of(file);
      await own.remember(sha256);
      try {
        await share.makeFolders([layout.blobs(sha256)]);
        if (await share.publishFile(layout.blob(sha256), file)) return sha256;
      } catch (cause) {
        throw unavailable(`${file} cannot be put into the shared folder`, cause);
      }
      const text = `${layout.blob(sha256)} holds other bytes than its name says. Remove it, and try again.`;
      throw new TransportError('unavailable', text);
    },
    async getBlob(sha256) {
      if (!Sha256.safeParse(sha256).success) return null;
      if ((await local.size(`blobs/${sha256}`)) !== null) return local.pathOf(`blobs/${sha256}`);
      try {
        return await fetch(sha256);
      } catch (cause) {
        if (cause instanceof ShareError && (cause.code === 'not-a-file' || cause.code === 'too-large')) return null;
        throw unavailable(`${sha256} cannot be fetched from the shared folder`, cause);
      }
    },
  };
}

async function makeRoom(local: LocalFiles, bytes: number): Promise<void> {
  const copies = (await local.list('blobs')).filter((name) => Sha256.safeParse(name).success);
  let total = bytes;
  for (const name of copies) {
    total += (await local.size(`blobs/${name}`)) ?? 0;
    if (total > MAX_COPIES_BYTES) await local.remove(`blobs/${name}`);
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function unavailable(what: string, cause: unknown): TransportError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TransportError('unavailable', `${what}: ${why} Try again when it works.`, { cause });
}
