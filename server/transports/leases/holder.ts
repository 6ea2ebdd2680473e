import type { LeasePromise } from '#schemas/wire/machine.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import type { BeatNumber } from '../freshness/sightings.ts';
import type { Lease } from '../transport.ts';
import { createHeldLeases } from './held-leases.ts';
import { createOwnBeats } from './own-beats.ts';
import { createReleases } from './releases.ts';
import { isOver, momentOf, type Moment } from './timing.ts';
import { termOf } from './tokens.ts';

/** What a beat of main says to this machine. Older beats than one that was handed on are never handed on. */
export interface MainBeat {
  readonly promise: LeasePromise;
  /** The newest beat of this machine that main had seen. */
  readonly echo: BeatNumber | null;
  /** Tokens of this machine up to this one are lost. */
  readonly over: number;
}

/**
 * A worker's side of leases that main grants. A lease is valid from the moment at which this machine made the newest beat
 * that main has echoed, for as long as main promises. Once it was over it never becomes valid again, because main may
 * have given the task away in the meantime.
 */
export interface Holder {
  /** Before the beat is published, so that nobody can have seen it earlier. */
  makesBeat(beat: BeatNumber): void;
  sawMain(beat: MainBeat): void;
  /** A lease that main granted. It ends where it has not begun within `leaseMs` of when it was asked for first. */
  held(task: string, token: number): Lease;
  /** Somebody wrote under this token: lower ones of the task have ended. */
  sawToken(task: string, token: number): void;
  release(task: string, token: number): void;
  /** To be said with each beat until main has echoed one that says so. */
  released(): readonly number[];
  /** Ends what is over; the signals of leases rely on its being called now and then. */
  settle(): void;
  holdsAny(): boolean;
  close(): void;
}

export function createHolder(clock: Pick<Scheduler, 'monotonic' | 'wall'>, leaseMs: () => number): Holder {
  const leases = createHeldLeases();
  const beats = createOwnBeats();
  let main: (MainBeat & { readonly since: Moment }) | null = null;
  const releases = createReleases();
  /** Leases that were not valid yet, by when they were asked for. */
  const waiting = new WeakMap<Lease, Moment>();

  const isAlive = (token: number): boolean =>
    main !== null &&
    termOf(token) === main.promise.term &&
    token > main.over &&
    !isOver(main.since, momentOf(clock), main.promise.leaseMs);

  const settle = (): void => {
    for (const lease of leases.all()) {
      if (isAlive(lease.token)) {
        waiting.delete(lease);
        continue;
      }
      const asked = waiting.get(lease);
      if (asked !== undefined && !isOver(asked, momentOf(clock), leaseMs())) continue;
      waiting.delete(lease);
      leases.end(lease);
    }
  };

  return {
    makesBeat(beat) {
      beats.made(beat, momentOf(clock), Math.max(leaseMs(), main?.promise.leaseMs ?? 0));
      releases.makesBeat(beat);
    },
    sawMain(beat) {
      // What was over by the last promise stays over, whatever the new one says.
      settle();
      const { echo, promise } = beat;
      const since = beats.echoed(echo) ?? (main?.promise.term === promise.term ? main.since : undefined);
      main = since === undefined ? null : { ...beat, since };
      if (echo !== null) releases.echoed(echo);
      settle();
    },
    held(task, token) {
      const known = leases.find(task, token);
      if (known !== null) return known;
      const lease = leases.open(task, token, () => {
        settle();
        return !waiting.has(lease);
      });
      waiting.set(lease, momentOf(clock));
      settle();
      return lease;
    },
    sawToken: (task, token) => leases.endBelow(task, token),
    release(task, token) {
      leases.end({ task, token });
      releases.add(token);
    },
    released: releases.toSay,
    settle,
    holdsAny: () => leases.all().length > 0,
    close: () => leases.endAll(),
  };
}
