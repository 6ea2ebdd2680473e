import * as z from 'zod';
import type { Scheduler } from '../../platform/scheduler.ts';
import { Sha256 } from '#schemas/wire/names.ts';
import type { Layout } from './layout.ts';
import type { LocalFiles } from './local-files.ts';
import type { ShareFiles } from './share-files.ts';

const FILE = 'own-blobs.json';
/** Whoever is busy or away for a while finds what it was sent, however short records are kept. */
const LEAST_MS = 3_600_000;
const OwnBlobsFile = z.record(Sha256, z.number());

export interface OwnBlobsDeps {
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly local: LocalFiles;
  readonly scheduler: Pick<Scheduler, 'wall'>;
  readonly retentionMs: number;
}

/**
 * The blobs that this machine has put into the share and removes again, once the records that named them are long gone.
 * Two machines that put the same bytes do not know of each other; who finds its own gone puts it again.
 */
export interface OwnBlobs {
  /** Durable before the blob is there, so that none is forgotten. */
  remember(sha256: string): Promise<void>;
  prune(): Promise<void>;
}

export function createOwnBlobs({ layout, share, local, scheduler, retentionMs }: OwnBlobsDeps): OwnBlobs {
  const keptMs = Math.max(2 * retentionMs, LEAST_MS);
  let last: Promise<unknown> = Promise.resolve();

  /** One change after the other. */
  function change(work: (putAt: Map<string, number>) => Promise<void>): Promise<void> {
    const turn = last.then(async () => {
      const bytes = await local.read(FILE);
      const known = bytes === null ? {} : OwnBlobsFile.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
      const putAt = new Map(Object.entries(known));
      await work(putAt);
    });
    last = turn.catch(() => undefined);
    return turn;
  }

  const save = (putAt: ReadonlyMap<string, number>): Promise<void> =>
    local.write(FILE, Buffer.from(`${JSON.stringify(Object.fromEntries(putAt))}\n`));

  return {
    remember: (sha256) => change((putAt) => save(putAt.set(sha256, scheduler.wall()))),
    prune: () =>
      change(async (putAt) => {
        const old = [...putAt].flatMap(([sha256, at]) => (scheduler.wall() - at > keptMs ? [sha256] : []));
        if (old.length === 0) return;
        await share.remove(old.map((sha256) => layout.blob(sha256)));
        for (const sha256 of old) putAt.delete(sha256);
        await save(putAt);
      }),
  };
}
