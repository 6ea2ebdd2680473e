import type { Scheduler } from '../../platform/scheduler.ts';

/** Which links of which tasks this machine has seen, and since when. */
export interface KnownLinks {
  /** False: the token is known by another nonce, so two machines have created it. */
  saw(task: string, token: number, nonce: string): boolean;
  tokens(task: string): readonly number[];
  /** Of the monotonic clock; now, where it was not seen before. */
  seenAt(task: string, token: number): number;
  /** All but the newest. */
  olderThan(task: string, ms: number): readonly number[];
  forget(task: string, tokens: readonly number[]): void;
}

export function createKnownLinks(clock: Pick<Scheduler, 'monotonic'>): KnownLinks {
  const tasks = new Map<string, Map<number, { readonly nonce: string; readonly at: number }>>();
  const linksOf = (task: string) =>
    tasks.get(task) ?? new Map<number, { readonly nonce: string; readonly at: number }>();
  return {
    saw(task, token, nonce) {
      const links = linksOf(task);
      tasks.set(task, links);
      const known = links.get(token);
      if (known === undefined) links.set(token, { nonce, at: clock.monotonic() });
      return known === undefined || known.nonce === nonce;
    },
    tokens: (task) => [...linksOf(task).keys()],
    seenAt: (task, token) => linksOf(task).get(token)?.at ?? clock.monotonic(),
    olderThan(task, ms) {
      const links = linksOf(task);
      const newest = Math.max(0, ...links.keys());
      return [...links]
        .filter(([token, { at }]) => token !== newest && clock.monotonic() - at >= ms)
        .map(([token]) => token);
    },
    forget(task, tokens) {
      for (const token of tokens) linksOf(task).delete(token);
    },
  };
}
