import { setTimeout as delay } from 'node:timers/promises';

const SLICE_MS = 8;

/** Keeps a piece of long work to a share of one processor: after 8 ms of it everybody else has their turn. */
export interface Pace {
  /** To be called often; waits when the slice is used up. */
  breathe(): Promise<void>;
}

/** Made where the work begins; time before its first call counts as work. */
export function createPace(share: number): Pace {
  let began = performance.now();
  return {
    async breathe() {
      const used = performance.now() - began;
      if (used < SLICE_MS) return;
      await delay(used * (1 / share - 1));
      began = performance.now();
    },
  };
}
