import type { Scheduler } from '../../platform/scheduler.ts';
import { createAsides, type Asides } from './asides.ts';
import { MAX_CHUNK_BYTES } from './chunk.ts';
import { shardOf, type Layout } from './layout.ts';
import type { Health } from './health.ts';
import type { OwnLog } from './own-log.ts';
import type { ShareFiles } from './share-files.ts';
import type { TransportDeps } from '../transport.ts';
import { createOnTheWay, type Delivered, type OnTheWay } from './on-the-way.ts';
import { tellWhoWrote } from './own-check.ts';
import { createPauses } from './pauses.ts';
import { ShareError } from './share-files.ts';

export type { Delivered } from './on-the-way.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
const SAVE_EVERY_MS = 2_000;
const CLOSE_MS = 4_000;

/**
 * Publishes this machine's own chunks in order. While the share does not take them they count as kept, and it tries again
 * with the same bytes until it does.
 */
export interface Delivery {
  /** The chunk is about to become durable on this machine: either `add` or `drop` follows. */
  prepare(chunk: number, bytes: Uint8Array): void;
  /** It did not. */
  drop(chunk: number): void;
  /** The chunk is durable on this machine. */
  add(chunk: number, bytes: Uint8Array): Promise<Delivered>;
  /** Resolves when fewer are on their way, and at once while nothing moves. */
  below(count: number): Promise<void>;
  attach(): void;
  poke(): void;
  close(): Promise<void>;
}

export interface DeliveryDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly scheduler: Scheduler;
  readonly health: Health;
  readonly own: OwnLog;
  /** The newest chunk that all can read now. */
  onPublished(ep: number, chunk: number): void;
  /** Somebody else writes under this machine's name. */
  onClone(text: string): void;
}

/** Waits between tries: ever longer, and not the same on all machines. */
function createRetrying(scheduler: Scheduler) {
  const pauses = createPauses(scheduler);
  let ms = FIRST_RETRY_MS;
  return {
    ...pauses,
    succeeded() {
      ms = FIRST_RETRY_MS;
    },
    async again() {
      const now = ms * (0.8 + 0.4 * scheduler.random());
      ms = Math.min(2 * ms, LAST_RETRY_MS);
      await pauses.pause(now);
    },
  };
}

export function createDelivery(deps: DeliveryDeps): Delivery {
  const { scheduler, health, own } = deps;
  const [onTheWay, asides] = [createOnTheWay(), createAsides(deps.share)];
  const publishNext = publisher(deps, onTheWay, asides);
  const retrying = createRetrying(scheduler);
  let isAttached = false;
  /** Not attached, or the last call failed: nobody waits for the share. */
  let isHolding = true;
  let running: Promise<void> | null = null;

  const hasMore = (): boolean =>
    !retrying.hasEnded() && !health.isRefused() && own.delivered() < (own.last()?.chunk ?? 0);
  function start(): void {
    if (running !== null || !isAttached || !hasMore()) return;
    running = run().finally(() => {
      running = null;
      start();
    });
  }

  async function run(): Promise<void> {
    while (hasMore()) {
      try {
        await publishNext();
        health.worked('write');
        isHolding = false;
        retrying.succeeded();
      } catch (error) {
        health.failed('write', error);
        hold();
        await retrying.again();
      }
    }
    if (health.isRefused()) hold();
  }

  const hold = (): void => {
    isHolding = true;
    onTheWay.keep();
  };
  return {
    prepare: (chunk, bytes) => (isHolding ? undefined : asides.begin(chunk, bytes)),
    drop: asides.drop,
    add(chunk, bytes) {
      queueMicrotask(start);
      return isHolding ? Promise.resolve('kept') : onTheWay.add(chunk, bytes);
    },
    below: async (count) => (isHolding ? undefined : onTheWay.below(count)),
    attach() {
      isAttached = true;
      isHolding = false;
      start();
    },
    poke() {
      retrying.wake();
      start();
    },
    async close() {
      if (running !== null) await Promise.race([running, scheduler.sleep(CLOSE_MS)]);
      retrying.end();
      hold();
    },
  };
}

/** Publishes the oldest chunk that is not in the share yet. Rejects with a `ShareError` and changes nothing then. */
function publisher(deps: DeliveryDeps, onTheWay: OnTheWay, asides: Asides): () => Promise<void> {
  const { transport, layout, share, scheduler, own } = deps;
  const made = new Set<string>();
  let savedAt = scheduler.monotonic();

  async function makeShard(ep: number, chunk: number): Promise<void> {
    const shard = layout.shard(transport.self, ep, shardOf(chunk));
    if (made.has(shard)) return;
    await share.makeFolders([layout.log(transport.self), layout.epoch(transport.self, ep), shard]);
    made.add(shard);
  }

  async function publishWhole(path: string, chunk: number): Promise<boolean> {
    const bytes = onTheWay.bytesOf(chunk) ?? (await own.read(chunk));
    if (bytes === null) throw new ShareError('failed', `Chunk ${chunk} cannot be read from ${transport.localFolder}.`);
    return share.publish(path, bytes);
  }

  return async () => {
    const chunk = own.delivered() + 1;
    const known = own.find(chunk);
    // Forgotten here: the own check has named what is missing.
    if (known === null) return own.setDelivered(chunk);
    const path = layout.chunk(transport.self, known.ep, chunk);
    try {
      await makeShard(known.ep, chunk);
      const aside = await asides.take(chunk);
      const isPublished = aside !== null && (await share.publishAside(aside, path));
      if (!isPublished && !(await publishWhole(path, chunk))) {
        const theirs = await share.read(path, MAX_CHUNK_BYTES);
        return tellWhoWrote(deps, { ep: known.ep, chunk }, theirs, deps.onClone);
      }
    } catch (error) {
      made.clear();
      throw error;
    }
    // Set back meanwhile, because the share had lost what was there before.
    if (own.delivered() === chunk - 1) own.setDelivered(chunk);
    onTheWay.acknowledge(chunk);
    deps.onPublished(known.ep, chunk);
    if (scheduler.monotonic() - savedAt < SAVE_EVERY_MS) return;
    savedAt = scheduler.monotonic();
    await own.save();
  };
}
