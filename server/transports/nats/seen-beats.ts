import { Heartbeat, type MachineStatus } from '#schemas/wire/machine.ts';
import { bytesToSign, isSignedBy } from '../../platform/signed-json.ts';
import { isTooDeep } from '../file/record-lines.ts';
import { freshnessOf } from '../freshness/freshness.ts';
import { createSkew, type Skew } from '../freshness/skew.ts';
import type { PeerSighting } from '../transport.ts';
import type { BeatsDeps } from './beats.ts';

/** As large as a beat of 64 machines can become, several times over. */
const MAX_BEAT_BYTES = 65_536;

/** What the beats of others say. */
export interface SeenBeats {
  /** `isUpdate`: it was made while this machine looked on. `sentAt`: when an own beat was made, by the wall clock. */
  take(machine: string, bytes: Uint8Array, isUpdate: boolean, sentAt: (counter: number) => number | null): void;
  peers(): readonly PeerSighting[];
}

interface Seen {
  readonly status: MachineStatus;
  readonly skew: Skew;
  /** Whether it has beaten since this start. */
  readonly isLive: boolean;
}

export function createSeenBeats(deps: BeatsDeps): SeenBeats {
  const { project, self, scheduler, sightings, keyOf, beatMs } = deps;
  const seen = new Map<string, Seen>();

  function sightingOf(machine: string, { status, skew, isLive }: Seen): readonly PeerSighting[] {
    const last = sightings.of(machine);
    if (last === null || keyOf(machine) === null) return [];
    const { ep, counter } = last;
    const ageMs = isLive ? sightings.ageMs(machine) : null;
    const freshness = freshnessOf(ageMs, beatMs);
    return [{ machine, ep, counter, ageMs, freshness, status, skewMs: skew.ms(), mustResync: false }];
  }

  return {
    take(machine, bytes, isUpdate, sentAt) {
      const key = keyOf(machine);
      if (key === null) return;
      const found = readBeat(bytes, machine);
      if (found === null) {
        return deps.alarm('malformed', machine, `The heartbeat of ${machine} is none. Look at that machine.`);
      }
      if (!isSignedBy(key, bytesToSign('heartbeat', project, found), found.signature)) {
        const todo = 'Give each machine a user of its own.';
        return deps.alarm('bad-signature', machine, `Somebody else beats as ${machine}. ${todo}`);
      }
      const before = seen.get(machine);
      if (!deps.leases.sawBeat(found)) return;
      const skew = before?.skew ?? createSkew();
      const echo = found.echo[self];
      const echoed = echo?.ep === deps.epoch() ? sentAt(echo.counter) : null;
      if (isUpdate) skew.observed({ at: found.at, seen: scheduler.wall(), echoed });
      seen.set(machine, { status: found.status, skew, isLive: isUpdate || before !== undefined });
      if (before === undefined) deps.appeared();
      deps.changed();
    },
    peers: () => [...seen].flatMap(([machine, one]) => sightingOf(machine, one)),
  };
}

/** Null for everything that is no heartbeat of this machine. */
export function readBeat(bytes: Uint8Array, machine: string): Heartbeat | null {
  if (bytes.length > MAX_BEAT_BYTES) return null;
  const text = Buffer.from(bytes).toString();
  if (isTooDeep(text)) return null;
  try {
    const found = Heartbeat.parse(JSON.parse(text));
    return found.machine === machine ? found : null;
  } catch {
    return null;
  }
}
