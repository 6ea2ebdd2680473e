import type { Scheduler } from '../../platform/scheduler.ts';

/** Later than everything that this machine said before, and as close to its wall clock as that allows. */
export function createHybridClock(clock: Pick<Scheduler, 'wall'>): () => string {
  let last = 0;
  let count = 0;
  return () => {
    const now = Math.floor(clock.wall());
    if (now > last || count === 0xffff) {
      last = Math.max(now, last + 1);
      count = 0;
    } else {
      count += 1;
    }
    return `${String(last).padStart(13, '0')}-${count.toString(16).padStart(4, '0')}`;
  };
}
