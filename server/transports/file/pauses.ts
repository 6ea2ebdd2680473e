import type { Scheduler } from '../../platform/scheduler.ts';

/** The waiting of a loop: ends early when there is a reason to go on, and for good with the loop. */
export interface Pauses {
  pause(ms: number): Promise<void>;
  /** Ends the pause, or the next one where there is none now. */
  wake(): void;
  end(): void;
  hasEnded(): boolean;
}

export function createPauses(scheduler: Pick<Scheduler, 'sleep'>): Pauses {
  let current = new AbortController();
  let isOver = false;
  let isWoken = false;
  return {
    async pause(ms) {
      current = new AbortController();
      if (!isOver && !isWoken) await scheduler.sleep(ms, current.signal);
      isWoken = false;
    },
    wake() {
      isWoken = true;
      current.abort();
    },
    end() {
      isOver = true;
      current.abort();
    },
    hasEnded: () => isOver,
  };
}
