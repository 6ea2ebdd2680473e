import type { Scheduler } from '../../platform/scheduler.ts';

/** A view that is this many beats old says nothing about others any more. */
const STALE_BEATS = 5;

/**
 * Whether this machine sees what lies in the shared place: its own beats have to come back through the same listing that
 * shows the beats of others. While they do not, it is the view that is stale, and nobody else can be called dead.
 */
export interface OwnView {
  /** A beat was published; counters of one start. */
  wrote(counter: number): void;
  /** The listing shows it. */
  cameBack(counter: number): void;
  isStale(): boolean;
}

export function createOwnView(clock: Pick<Scheduler, 'monotonic'>, beatMs: number): OwnView {
  /** Beats that have not come back, oldest first, with when they were published. */
  let missing: { readonly counter: number; readonly at: number }[] = [];
  return {
    wrote(counter) {
      // The oldest one decides, so those in the middle need not be remembered.
      if (missing.length > STALE_BEATS) missing.splice(1, 1);
      missing.push({ counter, at: clock.monotonic() });
    },
    cameBack(counter) {
      missing = missing.filter((beat) => beat.counter > counter);
    },
    isStale() {
      const oldest = missing[0];
      return oldest !== undefined && clock.monotonic() - oldest.at > STALE_BEATS * beatMs;
    },
  };
}
