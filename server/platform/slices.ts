import { setImmediate as nextTurn } from 'node:timers/promises';

/** Cuts long work into slices, between which the event loop serves everybody else. */
export interface Slices {
  /** Resolves at once while the slice lasts, and in the next turn of the event loop when it is used up. */
  breathe(): Promise<void> | void;
}

export function createSlices(milliseconds = 8): Slices {
  let until = performance.now() + milliseconds;
  return {
    breathe() {
      if (performance.now() < until) return;
      return nextTurn().then(() => {
        until = performance.now() + milliseconds;
      });
    },
  };
}
