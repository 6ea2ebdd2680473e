import { setTimeout as delay } from 'node:timers/promises';
import type { Snapshots } from '../../transports/transport.ts';

/** After so many records a snapshot is worth its while soon; after fewer, some day. */
const MANY_RECORDS = 500;
const SOON_MS = 5 * 60_000;
const SOME_DAY_MS = 6 * 3600_000;
const BEATS_PER_LOOK = 10;
const CLOSE_MS = 2_000;

export interface SnapshotWriterDeps {
  readonly snapshots: Pick<Snapshots, 'write' | 'read'>;
  readonly beatMs: number;
  readonly retentionMs: number;
  isMain(): boolean;
  describe(): Promise<unknown>;
  warn(message: string, error: unknown): void;
}

/**
 * Main writes down now and then what a newcomer needs, because nothing is removed before. Never more seldom than a tenth
 * of the retention, so that what is old enough does not wait for long.
 */
export interface SnapshotWriter {
  /** A record was said or applied. */
  count(): void;
  /** What came since the last one is written down first, where that does not take too long. */
  close(): Promise<void>;
}

export function createSnapshotWriter(deps: SnapshotWriterDeps): SnapshotWriter {
  const { snapshots, beatMs, retentionMs } = deps;
  const soonMs = Math.min(SOON_MS, retentionMs / 10);
  const someDayMs = Math.min(SOME_DAY_MS, retentionMs / 10);
  const closing = new AbortController();
  let records = 0;
  /** Null: not in this start. */
  let writtenAt: number | null = null;

  async function write(): Promise<void> {
    const included = records;
    await snapshots.write(() => deps.describe());
    records -= included;
    writtenAt = performance.now();
  }

  async function isDue(): Promise<boolean> {
    if (!deps.isMain()) return false;
    if (writtenAt === null && (await snapshots.read()) === null) return true;
    const ageMs = performance.now() - (writtenAt ?? startedAt);
    return (records >= MANY_RECORDS && ageMs >= soonMs) || (records > 0 && ageMs >= someDayMs);
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      await delay(BEATS_PER_LOOK * beatMs, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted) return;
      try {
        if (await isDue()) await write();
      } catch (error) {
        deps.warn('main’s snapshot could not be written; it is tried again', error);
      }
    }
  }

  const startedAt = performance.now();
  const running = run();
  return {
    count() {
      records += 1;
    },
    async close() {
      closing.abort();
      const last = running.then(() => (deps.isMain() && records > 0 ? write() : undefined));
      const kept = last.catch((error: unknown) => deps.warn('main’s last snapshot could not be written', error));
      await Promise.race([kept, delay(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}
