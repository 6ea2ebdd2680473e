import * as z from 'zod';
import { MachineId } from '#schemas/wire/names.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import type { PeerSighting } from '../transport.ts';
import type { LocalFiles } from './local-files.ts';
import { parseJson } from './parse-json.ts';

const FILE = 'activity.json';

const Seen = z.record(MachineId, z.strictObject({ ep: z.number(), counter: z.number(), at: z.number() }));

/**
 * Whose need still counts when old records are removed: who was not silent for longer than the retention. That is told by
 * this machine's own clock and outlives its restarts, or the last beat of a machine that died would count for ever.
 */
export interface Activity {
  activeOf(peers: readonly PeerSighting[]): Promise<readonly MachineId[]>;
}

export async function openActivity(
  local: LocalFiles,
  clock: Pick<Scheduler, 'wall'>,
  retentionMs: number,
): Promise<Activity> {
  const bytes = await local.read(FILE);
  const seen = new Map(Object.entries((bytes && parseJson(bytes, Seen)) ?? {}));
  return {
    async activeOf(peers) {
      const now = clock.wall();
      let hasNews = false;
      for (const { machine, ep, counter } of peers) {
        const known = seen.get(machine);
        if (known?.ep === ep && known.counter === counter) continue;
        seen.set(machine, { ep, counter, at: now });
        hasNews = true;
      }
      if (hasNews) await local.write(FILE, Buffer.from(`${JSON.stringify(Object.fromEntries(seen))}\n`));
      return peers
        .filter(({ machine, freshness }) => {
          const isSilent = freshness === 'gone' || freshness === 'unknown';
          return !isSilent || now - (seen.get(machine)?.at ?? now) <= retentionMs;
        })
        .map(({ machine }) => machine);
    },
  };
}
