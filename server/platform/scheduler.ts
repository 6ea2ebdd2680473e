import { setTimeout as delay } from 'node:timers/promises';

/** Time and waiting, for code that a simulation runs under its own. */
export interface Scheduler {
  /** Milliseconds that never go back; only differences mean something. */
  monotonic(): number;
  /** Milliseconds since the epoch, as people see them. May jump. */
  wall(): number;
  /** Resolves after the time, and early when `signal` is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

/** Waiting keeps the process alive only where `keepsAlive` says so. */
export function createScheduler(keepsAlive: boolean): Scheduler {
  return {
    monotonic: () => performance.now(),
    wall: Date.now,
    async sleep(ms, signal) {
      try {
        await delay(ms, undefined, { ref: keepsAlive, ...(signal ? { signal } : {}) });
      } catch {
        // Woken.
      }
    },
    random: Math.random,
  };
}
