import type { Scheduler } from '../../platform/scheduler.ts';

/** More than any machine has to say; so much is read of one sender in a minute, and the rest later. */
const BYTES_PER_MINUTE = 256 * 1_048_576;
const MINUTE = 60_000;

/** Bounds how much is read of one sender. */
export interface Flow {
  /** Null: go on. Otherwise milliseconds to wait, because it floods. */
  take(bytes: number): number | null;
}

export function createFlow(clock: Pick<Scheduler, 'monotonic'>): Flow {
  let since = clock.monotonic();
  let taken = 0;
  return {
    take(bytes) {
      const now = clock.monotonic();
      if (now - since >= MINUTE) [since, taken] = [now, 0];
      taken += bytes;
      return taken > BYTES_PER_MINUTE ? since + MINUTE - now : null;
    },
  };
}
