import type { Scheduler } from '../../platform/scheduler.ts';
import type { Lease } from '../transport.ts';
import type { Chain, OwnLink } from './chain.ts';

/** Leases that this machine has claimed by itself, each renewed until it is released or over. */
export interface Claims {
  claim(task: string): Promise<Lease | null>;
  /** Whether it was one of these. */
  release(lease: Pick<Lease, 'task' | 'token'>): Promise<boolean>;
  settle(): void;
  holdsAny(): boolean;
  endAll(): void;
}

interface Claimed {
  readonly lease: Lease;
  readonly controller: AbortController;
  link: OwnLink;
}

export function createClaims(chain: Chain, scheduler: Pick<Scheduler, 'sleep'>, leaseMs: number): Claims {
  const claimed = new Map<string, Claimed>();
  const asked = new Map<string, Promise<Lease | null>>();

  const end = (one: Claimed): void => {
    if (claimed.get(one.lease.task) === one) claimed.delete(one.lease.task);
    one.controller.abort();
  };

  const keep = async (one: Claimed): Promise<void> => {
    const { signal } = one.controller;
    for (;;) {
      await scheduler.sleep(leaseMs / 3, signal);
      if (signal.aborted) return;
      // A place that does not answer may do so in time for the next attempt.
      const next = await chain.renew(one.link).catch(() => null);
      if (next !== null) one.link = next;
      if (!chain.isValid(one.link)) end(one);
    }
  };

  const begin = async (task: string): Promise<Lease | null> => {
    const link = await chain.claim(task);
    if (link === null || !chain.isValid(link)) return null;
    const one = claimedOf(chain, link);
    claimed.set(task, one);
    void keep(one);
    return one.lease;
  };

  return {
    async claim(task) {
      const held = claimed.get(task);
      if (held !== undefined && chain.isValid(held.link)) return held.lease;
      if (held !== undefined) end(held);
      const going = asked.get(task) ?? begin(task).finally(() => asked.delete(task));
      asked.set(task, going);
      return going;
    },
    async release({ task, token }) {
      const one = claimed.get(task);
      if (one?.lease.token !== token) return false;
      const { link } = one;
      end(one);
      await chain.release(link);
      return true;
    },
    settle() {
      for (const one of claimed.values()) if (!chain.isValid(one.link)) end(one);
    },
    holdsAny: () => claimed.size > 0,
    endAll() {
      for (const one of claimed.values()) end(one);
    },
  };
}

function claimedOf(chain: Chain, link: OwnLink): Claimed {
  const controller = new AbortController();
  const { signal } = controller;
  const one: Claimed = {
    link,
    controller,
    lease: {
      task: link.task,
      // Every renewal counts it up.
      get token() {
        return one.link.token;
      },
      isValid: () => !signal.aborted && chain.isValid(one.link),
      signal,
    },
  };
  return one;
}
