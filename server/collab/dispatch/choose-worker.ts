import type { ProjectConfig } from '#schemas/settings.ts';
import type { MachineRole } from '#schemas/wire/machine.ts';
import type { Freshness } from '../../transports/transport.ts';

/** A machine that may get a session, as main sees it now. */
export interface Candidate {
  readonly machine: string;
  readonly name: string;
  readonly role: MachineRole;
  readonly freshness: Freshness;
  readonly busy: number;
  readonly queue: number;
  readonly slots: number;
  readonly capabilities: readonly string[];
  /** Sessions that main has given it and that are not over; its beat may not tell of them yet. */
  readonly given: number;
  /** Why it did not take this very session a moment ago; null where it did not refuse. */
  readonly refused: string | null;
}

export interface Wanted {
  /** Name of the agent, and what else a machine must be able to do. */
  readonly agent: string;
  readonly needs: readonly string[];
  readonly dispatch: ProjectConfig['dispatch'];
  /** Why what is seen of the others is not to be believed; null where it is. */
  readonly blind: string | null;
}

/** `why` is a part of a sentence for a person. */
export type Choice =
  | { readonly where: 'worker'; readonly machine: string; readonly name: string; readonly why: string }
  | { readonly where: 'here'; readonly why: string }
  | { readonly where: 'wait'; readonly why: string };

/** Who gets a session: of those that can do it and are there, the one with the most room. The same input, the same choice. */
export function chooseWorker(candidates: readonly Candidate[], wanted: Wanted): Choice {
  if (wanted.dispatch === 'never') return { where: 'here', why: 'the project has its executors work here' };
  const otherwise = wanted.dispatch === 'workers' ? 'wait' : 'here';
  if (wanted.blind !== null) return { where: otherwise, why: wanted.blind };
  const workers = candidates.filter(({ role }) => role === 'worker');
  const judged = workers.map((one) => ({ one, against: against(one, wanted) }));
  const [best] = judged
    .flatMap(({ one, against: reason }) => (reason === null ? [one] : []))
    .toSorted((a, b) => roomOf(b) - roomOf(a) || loadOf(a) - loadOf(b) || (a.machine < b.machine ? -1 : 1));
  if (best) {
    const room = `${roomOf(best)} of ${best.slots} places free`;
    return { where: 'worker', machine: best.machine, name: best.name, why: `${best.name} has ${room}` };
  }
  const reasons = judged.map(({ one, against: reason }) => `${one.name} ${reason}`);
  const why = reasons.length === 0 ? 'no machine of the project is a worker' : reasons.join('; ');
  return { where: otherwise, why };
}

function against(one: Candidate, { agent, needs }: Wanted): string | null {
  if (one.freshness !== 'fresh') return `was not heard of lately (${one.freshness})`;
  const missing = [`agent:${agent}`, ...needs].filter((need) => !one.capabilities.includes(need));
  if (missing.length > 0) return `lacks ${missing.join(' and ')}`;
  if (one.refused !== null) return `refused: ${one.refused}`;
  return roomOf(one) > 0 ? null : `has no room (${one.slots} sessions at once)`;
}

function roomOf({ slots, busy, queue, given }: Candidate): number {
  return slots - Math.max(busy + queue, given);
}

const loadOf = ({ slots, busy, queue }: Candidate): number => (busy + queue) / Math.max(1, slots);
