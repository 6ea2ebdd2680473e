import { setTimeout as delay } from 'node:timers/promises';

/** A place that hangs must not keep the server from leaving. */
const CLOSE_MS = 3_000;

/** Does the same thing again and again, one after the other, and sooner when somebody asks. */
export interface Lookout {
  /** Resolves after a look that began later than this call. */
  look(): Promise<void>;
  /** Does something else while no look is under way, and looks afterwards. */
  between<T>(other: () => Promise<T>): Promise<T>;
  /** Asks for a look as soon as what runs now has returned. */
  soon(): void;
  /** Resolves when what is under way has ended, or would take too long. */
  close(): Promise<void>;
}

/** `work` never rejects, and gives the milliseconds until it wants to be done again. */
export function createLookout(work: () => Promise<number>): Lookout {
  let last = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let isWanted = false;
  const again = (ms: number): void => {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(() => void look(), ms).unref();
  };
  const look = (): Promise<void> => {
    last = last.then(async () => {
      if (isClosed) return;
      isWanted = false;
      const ms = await work();
      // Whoever asked meanwhile may have asked for what this look no longer saw.
      again(isWanted ? 0 : ms);
    });
    return last;
  };
  return {
    look,
    between(other) {
      const done = last.then(other);
      last = done.then(
        () => undefined,
        () => undefined,
      );
      void look();
      return done;
    },
    soon() {
      isWanted = true;
      again(0);
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await Promise.race([last, delay(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}
