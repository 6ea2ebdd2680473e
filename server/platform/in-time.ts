import { setTimeout as delay } from 'node:timers/promises';

/**
 * What `work` comes to; null when it takes longer than `milliseconds`, and its signal is aborted then. Whatever it still
 * does is not waited for, and a failure that comes too late is nobody's.
 */
export async function inTime<Result>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | null> {
  const stop = new AbortController();
  const over = new AbortController();
  const working = work(stop.signal);
  working.catch(() => undefined);
  try {
    const late = delay(milliseconds, null, { signal: over.signal }).catch(() => null);
    return await Promise.race([working, late]);
  } finally {
    over.abort();
    stop.abort();
  }
}
