import type { Lease } from '../transport.ts';

/** So many tasks are remembered after their leases have ended. */
const ENDED_TASKS = 10_000;

type Held = Pick<Lease, 'task' | 'token'>;

/**
 * Leases of this machine, as objects that its parts hold: the same task and token are the same one. Owns the rule that
 * what has ended stays ended, and that of two tokens of a task only the higher one counts.
 */
export interface HeldLeases {
  /** `isValid` is asked only while the lease has not ended. Already ended where a higher token was seen, or its own end. */
  open(task: string, token: number, isValid: () => boolean): Lease;
  find(task: string, token: number): Lease | null;
  end(lease: Held): void;
  endBelow(task: string, token: number): void;
  all(): readonly Lease[];
  endAll(): void;
}

export function createHeldLeases(): HeldLeases {
  const held = new Map<string, { readonly lease: Lease; readonly controller: AbortController }>();
  /** By task: this token and all below have ended. */
  const ended = new Map<string, number>();
  const keyOf = ({ task, token }: Held): string => `${task}/${token}`;
  const all = (): readonly Lease[] => [...held.values()].map(({ lease }) => lease);

  const endUpTo = (task: string, token: number): void => {
    const [oldest] = ended.keys();
    if (ended.size >= ENDED_TASKS && oldest !== undefined) ended.delete(oldest);
    ended.set(task, Math.max(token, ended.get(task) ?? 0));
    for (const lease of all()) {
      if (lease.task !== task || lease.token > token) continue;
      held.get(keyOf(lease))?.controller.abort();
      held.delete(keyOf(lease));
    }
  };

  return {
    open(task, token, isValid) {
      const controller = new AbortController();
      const { signal } = controller;
      const lease: Lease = { task, token, isValid: () => !signal.aborted && isValid() && !signal.aborted, signal };
      if (token <= (ended.get(task) ?? 0)) {
        controller.abort();
        return lease;
      }
      endUpTo(task, token - 1);
      held.set(keyOf(lease), { lease, controller });
      return lease;
    },
    find: (task, token) => held.get(keyOf({ task, token }))?.lease ?? null,
    end: ({ task, token }) => endUpTo(task, token),
    endBelow: (task, token) => endUpTo(task, token - 1),
    all,
    endAll() {
      for (const { task, token } of all()) endUpTo(task, token);
    },
  };
}
