import type { Scheduler } from '../../platform/scheduler.ts';
import { parseCounted, type Layout } from './layout.ts';
import type { ShareFiles } from './share-files.ts';

/** Within a burst, readers are told this often how far it has come. */
const EVERY_MS = 10;

/** Tells readers by one small name how far this machine's log goes: a hint, so nothing is lost where it is. */
export interface News {
  tell(ep: number, chunk: number): void;
  close(): Promise<void>;
}

export function createNews(self: string, layout: Layout, share: ShareFiles, scheduler: Scheduler): News {
  let latest: string | null = null;
  let running: Promise<void> | null = null;
  const closing = new AbortController();
  /** Own names that may be there: a call that fails may have had its effect. */
  const given = new Set<string>();
  let isListed = false;

  function start(): void {
    if (running !== null || latest === null) return;
    running = run().finally(() => {
      running = null;
      start();
    });
  }

  async function run(): Promise<void> {
    while (latest !== null) {
      const name = latest;
      latest = null;
      try {
        given.add(name);
        await share.mark(name);
        if (!isListed) for (const one of await ownNames()) given.add(one);
        isListed = true;
        const replaced = [...given].filter((one) => one !== name);
        await share.remove(replaced);
        for (const one of replaced) given.delete(one);
      } catch {
        // A hint that cannot be given now: the next one will be, and readers look without hints as well.
        return;
      }
      await scheduler.sleep(EVERY_MS, closing.signal);
    }
  }

  async function ownNames(): Promise<string[]> {
    const names = (await share.list(layout.news)) ?? [];
    return names.filter((name) => parseCounted(name, '')?.machine === self).map((name) => `${layout.news}/${name}`);
  }

  return {
    tell(ep, chunk) {
      latest = layout.newsOf(self, ep, chunk);
      start();
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}
