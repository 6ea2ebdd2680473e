import * as z from 'zod';
import type { LeasePromise } from '#schemas/wire/machine.ts';
import { FencingToken, MachineId, WireName } from '#schemas/wire/names.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import { takeoverMs } from './timing.ts';
import { lastTokenBefore } from './tokens.ts';

/** What main must remember beyond a restart. It is saved before a token, or a beat with a promise, leaves main. */
export const ArbiterState = z.strictObject({
  v: z.literal(1),
  term: z.number().int().min(1),
  /** The highest token so far. */
  high: z.number().int().min(0),
  /** The longest lease that may still be running. */
  longestMs: z.number(),
  grants: z.record(WireName, z.strictObject({ machine: MachineId, token: FencingToken })),
  over: z.record(MachineId, FencingToken),
});
export type ArbiterState = z.infer<typeof ArbiterState>;

export interface ArbiterDeps {
  readonly clock: Pick<Scheduler, 'monotonic'>;
  readonly term: number;
  /** How long the leases are to be from now on. */
  leaseMs(): number;
  /** Of the last start; null: there was none. */
  readonly state: ArbiterState | null;
  /** When there were news of a machine last, of the same clock; null: not in this start. What main echoes comes from the same place. */
  seenAt(machine: MachineId): number | null;
}

/**
 * Main's side of leases. A holder's lease lives for H from the newest beat of it that main has echoed; main gives the task
 * to another one only after no newer beat was seen for S > H on main's own clock, so the first has ended before the second
 * begins, and no two clocks are compared. From then on `over` keeps the first from coming back to life.
 */
export interface Arbiter {
  grant(task: string, to: MachineId): { readonly token: number } | { readonly retryInMs: number };
  /** The holder itself has given it back, or said that it is done. Tokens of others and old ones change nothing. */
  release(machine: MachineId, token: number): void;
  holder(task: string): { readonly machine: MachineId; readonly token: number; readonly isLive: boolean } | null;
  promise(): LeasePromise;
  state(): ArbiterState;
}

export function createArbiter({ clock, term, leaseMs, state, seenAt }: ArbiterDeps): Arbiter {
  const startedAt = clock.monotonic();
  const isSameTerm = state?.term === term;
  const grants = new Map(isSameTerm ? Object.entries(state.grants) : []);
  const over = new Map(isSameTerm ? Object.entries(state.over) : []);
  let high = Math.max(state?.high ?? 0, lastTokenBefore(term));
  /** How long a lease was said to be, and when that was said last. */
  const promised = new Map<number, number>([[state?.longestMs ?? leaseMs(), startedAt]]);

  /** The longest lease that may still be running decides how long main waits. */
  const longestMs = (): number => {
    const now = clock.monotonic();
    for (const [ms, at] of promised) if (now - at >= takeoverMs(ms)) promised.delete(ms);
    return Math.max(leaseMs(), ...promised.keys());
  };
  /** When a holder that says nothing more has lost what it holds. */
  const lostAt = (machine: MachineId): number => (seenAt(machine) ?? startedAt) + takeoverMs(longestMs());
  const isOver = (machine: MachineId, token: number): boolean => token <= (over.get(machine) ?? 0);
  // Whoever was main before may have granted anything until shortly before this term.
  const freeAt = term > 1 && !isSameTerm ? startedAt + takeoverMs(longestMs()) : startedAt;

  return {
    grant(task, to) {
      const now = clock.monotonic();
      if (now < freeAt) return { retryInMs: freeAt - now };
      const grant = grants.get(task);
      if (grant !== undefined && grant.machine !== to && !isOver(grant.machine, grant.token)) {
        if (now < lostAt(grant.machine)) return { retryInMs: lostAt(grant.machine) - now };
        // Everything that this machine was granted has ended the same way.
        over.set(grant.machine, high);
      }
      high += 1;
      grants.set(task, { machine: to, token: high });
      return { token: high };
    },
    release(machine, token) {
      for (const [task, grant] of grants) {
        if (grant.machine === machine && grant.token === token) grants.delete(task);
      }
    },
    holder(task) {
      const grant = grants.get(task);
      if (grant === undefined) return null;
      const isLive = !isOver(grant.machine, grant.token) && clock.monotonic() < lostAt(grant.machine);
      return { ...grant, isLive };
    },
    promise() {
      promised.set(leaseMs(), clock.monotonic());
      return { term, leaseMs: leaseMs(), over: Object.fromEntries(over) };
    },
    state: () => ({
      v: 1,
      term,
      high,
      longestMs: longestMs(),
      grants: Object.fromEntries(grants),
      over: Object.fromEntries(over),
    }),
  };
}
