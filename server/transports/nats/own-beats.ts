import { bytesToSign, isSignedBy } from '../../platform/signed-json.ts';
import { createOwnView } from '../freshness/own-view.ts';
import type { BeatsDeps } from './beats.ts';
import type { Place } from './place.ts';
import { readBeat } from './seen-beats.ts';

/** Own beats that may still come back. */
const REMEMBERED = 64;

/** What this machine says of itself, and whether it gets to see that. */
export interface OwnBeats {
  begin(): void;
  beat(place: Place): Promise<void>;
  /** What lies under this machine's own name. */
  take(bytes: Uint8Array): void;
  /** By the wall clock; null for one that is forgotten. */
  madeAt(counter: number): number | null;
  isStale(): boolean;
}

export function createOwnBeats(deps: BeatsDeps): OwnBeats {
  const { project, self, scheduler, beatMs } = deps;
  const sent = new Map<number, { readonly signature: string; readonly at: number }>();
  let counter = 0;
  let view = createOwnView(scheduler, beatMs);

  return {
    begin() {
      view = createOwnView(scheduler, beatMs);
    },
    async beat(place) {
      counter += 1;
      const number = { ep: deps.epoch(), counter };
      const leases = await deps.leases.nextBeat(number);
      const at = scheduler.wall();
      const unsigned = { v: 1 as const, machine: self, ...number, at, status: deps.status(), ...leases };
      const signature = deps.sign(bytesToSign('heartbeat', project, unsigned));
      sent.set(counter, { signature, at });
      sent.delete(counter - REMEMBERED);
      view.wrote(counter);
      await place.beats.put(self, JSON.stringify({ ...unsigned, signature }));
    },
    take(bytes) {
      const found = readBeat(bytes, self);
      const key = deps.keyOf(self);
      if (found === null) return;
      if (sent.get(found.counter)?.signature === found.signature) return view.cameBack(found.counter);
      const ep = deps.epoch();
      const isLater = found.ep > ep || (found.ep === ep && found.counter >= counter);
      if (!isLater || key === null) return;
      if (!isSignedBy(key, bytesToSign('heartbeat', project, found), found.signature)) return;
      const todo = 'Stop it, or let one of the two join as a new machine.';
      const text = `Another process or a clone of this machine beats as ${self}. ${todo}`;
      deps.alarm('clone', self, text);
      deps.trouble('refused', text);
    },
    madeAt: (number) => sent.get(number)?.at ?? null,
    isStale: () => view.isStale(),
  };
}
