import type { MachineId } from '#schemas/wire/names.ts';
import type { Scheduler } from '../../platform/scheduler.ts';

/** A beat by its number. */
export interface BeatNumber {
  readonly ep: number;
  readonly counter: number;
}

export interface Sighting extends BeatNumber {
  readonly machine: MachineId;
  /** Of this machine's monotonic clock, when it saw this beat for the first time. */
  readonly seenAt: number;
}

/** When which beat of whom was seen first. Owns the rule that what has been seen never goes back. */
export interface Sightings {
  /** Whether it is news; an older beat than one seen before (a stale listing, a restored backup) is not. */
  saw(machine: MachineId, beat: BeatNumber): boolean;
  of(machine: MachineId): Sighting | null;
  all(): readonly Sighting[];
  /** Milliseconds since there were news; null: never in this start. */
  ageMs(machine: MachineId): number | null;
}

export function createSightings(clock: Pick<Scheduler, 'monotonic'>): Sightings {
  const seen = new Map<MachineId, Sighting>();
  return {
    saw(machine, { ep, counter }) {
      const last = seen.get(machine);
      if (last !== undefined && !isAfter({ ep, counter }, last)) return false;
      seen.set(machine, { machine, ep, counter, seenAt: clock.monotonic() });
      return true;
    },
    of: (machine) => seen.get(machine) ?? null,
    all: () => [...seen.values()],
    ageMs(machine) {
      const last = seen.get(machine);
      return last === undefined ? null : clock.monotonic() - last.seenAt;
    },
  };
}

export const isAfter = (a: BeatNumber, b: BeatNumber): boolean =>
  a.ep > b.ep || (a.ep === b.ep && a.counter > b.counter);
