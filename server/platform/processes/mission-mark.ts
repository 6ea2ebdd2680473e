import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { readIfThere } from './start-time.ts';

const MARK = 'CLUTCH_MISSION';
/** How long a process may take to vanish after SIGKILL. */
const KILL_DEADLINE_MS = 5_000;

/**
 * A variable that everything carries which one mission starts. Agents put what they run into sessions of its own, out of
 * reach of the group, and leave it behind (`npm start &`); the mark is how it is found.
 */
export interface MissionMark {
  readonly env: Readonly<Record<string, string>>;
  /** Ends all that still carries it: SIGTERM, after `graceMs` SIGKILL. Does nothing but on Linux. */
  endStrays(graceMs: number): Promise<void>;
}

export function createMissionMark(): MissionMark {
  const id = randomUUID();
  return {
    env: { [MARK]: id },
    async endStrays(graceMs) {
      if (process.platform !== 'linux') return;
      const entry = `${MARK}=${id}`;
      const asked = new Set<number>();
      const beganAt = performance.now();
      for (let pauseMs = 2; ; pauseMs = Math.min(pauseMs * 2, 50)) {
        const strays = carriersOf(entry);
        const waitedMs = performance.now() - beganAt;
        if (strays.length === 0 || waitedMs > graceMs + KILL_DEADLINE_MS) return;
        for (const pid of strays) {
          if (waitedMs >= graceMs) signal(pid, 'SIGKILL');
          // Once only: to many programs a second request means to leave without tidying up.
          else if (!asked.has(pid)) signal(pid, 'SIGTERM');
          asked.add(pid);
        }
        await delay(pauseMs);
      }
    },
  };
}

function carriersOf(entry: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => readIfThere(`/proc/${name}/environ`)?.split('\0').includes(entry) === true)
    .map(Number);
}

/** It may have ended by itself meanwhile. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    return;
  }
}
