import type { LogWriterDeps } from './log-writer.ts';
import { shardOf } from './layout.ts';
import { ShareError } from './share-files.ts';

export type Delivered = 'acknowledged' | 'kept';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
const SAVE_EVERY_MS = 2_000;
const CLOSE_MS = 4_000;

/**
 * Publishes this machine's own chunks in order. While the share does not take them they count as kept, and it tries again
 * with the same bytes until it does.
 */
export interface Delivery {
  /** The chunk is durable on this machine. */
  add(chunk: number, bytes: Uint8Array): Promise<Delivered>;
  /** Resolves when fewer are on their way, and at once while nothing moves. */
  below(count: number): Promise<void>;
  attach(): void;
  poke(): void;
  close(): Promise<void>;
}

interface OnTheWay {
  readonly chunk: number;
  readonly bytes: Uint8Array;
  settle(result: Delivered): void;
}

export function createDelivery(deps: LogWriterDeps): Delivery {
  const { transport, layout, share, scheduler, health, own } = deps;
  const made = new Set<string>();
  const closing = new AbortController();
  let onTheWay: OnTheWay[] = [];
  let isAttached = false;
  /** Not attached, or the last call failed: nobody waits for the share. */
  let isHolding = true;
  let running: Promise<void> | null = null;
  let wake = new AbortController();
  let room: (() => void)[] = [];
  let savedAt = scheduler.monotonic();

  function start(): void {
    if (running !== null || !isAttached || !hasMore()) return;
    running = run().finally(() => {
      running = null;
      start();
    });
  }

  const hasMore = (): boolean =>
    !closing.signal.aborted && !health.isRefused() && own.delivered() < (own.last()?.chunk ?? 0);

  async function run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (hasMore()) {
      const next = own.delivered() + 1;
      try {
        await deliver(next);
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        health.failed('write', error);
        made.clear();
        hold();
        wake = new AbortController();
        await scheduler.sleep(
          retryMs * (0.8 + 0.4 * scheduler.random()),
          AbortSignal.any([wake.signal, closing.signal]),
        );
        retryMs = Math.min(2 * retryMs, LAST_RETRY_MS);
      }
    }
    if (health.isRefused()) hold();
  }

  async function deliver(chunk: number): Promise<void> {
    const known = own.find(chunk);
    // Forgotten here: the own check has named what is missing.
    if (known === null) return own.setDelivered(chunk);
    const bytes = onTheWay.find((one) => one.chunk === chunk)?.bytes ?? (await own.read(chunk));
    if (bytes === null) throw new ShareError('failed', `Chunk ${chunk} cannot be read from ${transport.localFolder}.`);
    await makeShard(known.ep, chunk);
    const path = layout.chunk(transport.self, known.ep, chunk);
    if (!(await share.publish(path, bytes))) return deps.onClone(`${path} holds what this machine did not write.`);
    isHolding = false;
    own.setDelivered(chunk);
    health.worked('write');
    while (onTheWay[0] !== undefined && onTheWay[0].chunk <= chunk) onTheWay.shift()?.settle('acknowledged');
    deps.onPublished(known.ep, chunk);
    makeRoom();
    if (scheduler.monotonic() - savedAt < SAVE_EVERY_MS) return;
    savedAt = scheduler.monotonic();
    await own.save();
  }

  async function makeShard(ep: number, chunk: number): Promise<void> {
    const shard = layout.shard(transport.self, ep, shardOf(chunk));
    if (made.has(shard)) return;
    await share.makeFolders([layout.log(transport.self), layout.epoch(transport.self, ep), shard]);
    made.add(shard);
  }

  /** All who wait are told that it is kept, and its bytes are read again when it is their turn. */
  function hold(): void {
    isHolding = true;
    for (const { settle } of onTheWay) settle('kept');
    onTheWay = [];
    makeRoom();
  }

  function makeRoom(): void {
    const told = room;
    room = [];
    for (const tell of told) tell();
  }

  return {
    add(chunk, bytes) {
      start();
      if (isHolding) return Promise.resolve('kept');
      return new Promise((settle) => onTheWay.push({ chunk, bytes, settle }));
    },
    async below(count) {
      while (!isHolding && onTheWay.length >= count) await new Promise<void>((resolve) => room.push(resolve));
    },
    attach() {
      isAttached = true;
      isHolding = false;
      start();
    },
    poke: () => wake.abort(),
    async close() {
      if (running !== null) await Promise.race([running, scheduler.sleep(CLOSE_MS)]);
      closing.abort();
      hold();
    },
  };
}
