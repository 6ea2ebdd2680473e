import type { Scheduler } from '../../platform/scheduler.ts';
import type { Acks } from './acks.ts';
import type { Health } from './health.ts';
import type { Retention } from './retention.ts';

const BEATS_PER_ACK = 5;
const ROUNDS_PER_CARE = 6;

/** What has to be done now and then: telling what was applied, looking after the own log, removing what nobody needs. */
export interface Upkeep {
  start(): void;
  close(): Promise<void>;
}

export function createUpkeep(
  { scheduler, health, beatMs }: { readonly scheduler: Scheduler; readonly health: Health; readonly beatMs: number },
  acks: Acks,
  /** What removes what nobody needs. */
  prunings: readonly Pick<Retention, 'prune'>[],
  /** Whether the share still holds what this machine has said: a backup may have been put in its place. */
  checkOwn: () => Promise<void>,
): Upkeep {
  const closing = new AbortController();
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    for (let round = 1; !closing.signal.aborted && !health.isRefused(); round += 1) {
      await scheduler.sleep(BEATS_PER_ACK * beatMs * (0.9 + 0.2 * scheduler.random()), closing.signal);
      if (closing.signal.aborted) return;
      try {
        await acks.tell();
        if (round % ROUNDS_PER_CARE !== 0) continue;
        await checkOwn();
        for (const { prune } of prunings) await prune();
      } catch (error) {
        health.failed('write', error);
      }
    }
  }

  return {
    start() {
      running ??= run();
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}
