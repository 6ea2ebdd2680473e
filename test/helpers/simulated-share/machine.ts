import type { Scheduler } from '../../../server/platform/scheduler.ts';
import type { World } from './world.ts';

/** Clocks run up to this much apart. */
const DRIFT = 0.01;
const LOCAL_MS = 1;

/** A computer with its clocks, and at most one process on it that counts. */
export interface Machine {
  readonly name: string;
  /** Starts a process; what an earlier one still waits for never comes. */
  start(): Process;
  /** The process is gone at once. */
  kill(): void;
  isRunning(): boolean;
  /** The process stands still; clocks go on. */
  pause(ms: number): void;
  /** The machine sleeps: its monotonic clock stands still too. */
  suspend(ms: number): void;
  /** Somebody sets the wall clock. */
  jump(ms: number): void;
}

export interface Process {
  readonly scheduler: Scheduler;
  isAlive(): boolean;
  /** Resolves never once the process is gone: what was called may have happened, and nobody hears of it. */
  call<T>(work: () => T): Promise<T>;
  /** The same with this machine's own disk, which answers soon. */
  local<T>(work: () => T): Promise<T>;
}

/** How long a call of this process takes before it has its effect, and again before its reply is there; in milliseconds. */
export type Latency = () => number;

export function createMachine(world: World, name: string, latency: Latency): Machine {
  const rate = 1 + world.random.between(-DRIFT, DRIFT);
  let wallOffset = world.random.between(-3_600_000, 3_600_000) + 1_800_000_000_000;
  let pausedUntil = 0;
  let asleep: { readonly from: number; readonly until: number } | null = null;
  let slept = 0;
  let current = 0;
  let running = false;

  const wake = (): void => {
    if (asleep === null || world.now() < asleep.until) return;
    slept += asleep.until - asleep.from;
    asleep = null;
  };
  const monotonic = (): number => {
    wake();
    return ((asleep?.from ?? world.now()) - slept) * rate;
  };

  /** When the process runs again, at the earliest now. */
  const later = (ms: number, isAlive: () => boolean, happens: () => void): void => {
    world.after(ms, () => {
      if (!isAlive()) return;
      const until = Math.max(pausedUntil, asleep?.until ?? 0);
      if (world.now() < until) later(until - world.now(), isAlive, happens);
      else happens();
    });
  };

  const callAfter = <T>(ms: Latency, isAlive: () => boolean, work: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      later(ms(), isAlive, () => {
        const reply = outcomeOf(work);
        later(ms(), isAlive, () => (reply.ok ? resolve(reply.value) : reject(reply.error)));
      });
    });

  return {
    name,
    start() {
      const own = (current += 1);
      running = true;
      const isAlive = (): boolean => running && current === own;
      const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
        new Promise((resolve) => {
          if (signal?.aborted === true) return resolve();
          signal?.addEventListener('abort', () => isAlive() && resolve(), { once: true });
          later(Math.max(0, ms) / rate, isAlive, resolve);
        });
      return {
        isAlive,
        scheduler: { monotonic, wall: () => world.now() + wallOffset, sleep, random: () => world.random.next() },
        call: (work) => callAfter(latency, isAlive, work),
        local: (work) => callAfter(() => LOCAL_MS, isAlive, work),
      };
    },
    kill() {
      running = false;
    },
    isRunning: () => running,
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, world.now() + ms);
    },
    suspend(ms) {
      wake();
      if (asleep === null) asleep = { from: world.now(), until: world.now() + ms };
    },
    jump(ms) {
      wallOffset += ms;
    },
  };
}

function outcomeOf<T>(
  work: () => T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Error } {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
