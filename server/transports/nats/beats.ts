import { Heartbeat, type MachineStatus } from '#schemas/wire/machine.ts';
import { bytesToSign, isSignedBy } from '../../platform/signed-json.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import { freshnessOf } from '../freshness/freshness.ts';
import { createOwnView } from '../freshness/own-view.ts';
import type { Sightings } from '../freshness/sightings.ts';
import { createSkew, type Skew } from '../freshness/skew.ts';
import { isTooDeep } from '../file/record-lines.ts';
import type { LeaseKeeper } from '../leases/create-leases.ts';
import type { Alarm, PeerSighting, TransportHealth } from '../transport.ts';
import type { Place } from './place.ts';

/** As large as a beat of 64 machines can become, several times over. */
const MAX_BEAT_BYTES = 65_536;
/** Own beats whose return is still waited for. */
const REMEMBERED = 64;
/** A connection that has brought nothing for so many beats is given up. */
const RENEW_BEATS = 20;

export interface BeatsDeps {
  readonly project: string;
  readonly self: string;
  readonly scheduler: Scheduler;
  readonly beatMs: number;
  readonly sightings: Sightings;
  readonly leases: LeaseKeeper;
  epoch(): number;
  status(): MachineStatus;
  sign(bytes: Uint8Array): string;
  keyOf(machine: string): string | null;
  trouble(state: Extract<TransportHealth['state'], 'ok' | 'hangs' | 'refused'>, text: string): void;
  alarm(kind: Alarm['kind'], machine: string | null, text: string): void;
  viewIs(isStale: boolean): void;
  afterBeat(place: Place): Promise<void>;
  /** A machine that was not seen before. */
  appeared(): void;
  changed(): void;
  renew(): void;
}

export interface Beats {
  peers(): readonly PeerSighting[];
  begin(place: Place): void;
  end(): void;
}

interface Seen {
  readonly status: MachineStatus;
  readonly skew: Skew;
  /** Whether it has beaten since this start. */
  readonly isLive: boolean;
}

export function createBeats(deps: BeatsDeps): Beats {
  const { project, self, scheduler, beatMs, sightings, keyOf } = deps;
  const seen = new Map<string, Seen>();
  const sent = new Map<number, { readonly signature: string; readonly at: number }>();
  let counter = 0;
  let view = createOwnView(scheduler, beatMs);
  let session: AbortController | null = null;

  async function beatOn(place: Place, signal: AbortSignal): Promise<void> {
    const began = scheduler.monotonic();
    while (!signal.aborted) {
      try {
        await beat(place);
        await deps.afterBeat(place);
        deps.trouble('ok', '');
      } catch (error) {
        if (!signal.aborted)
          deps.trouble('hangs', `The NATS server does not take heartbeats (${said(error)}). It is tried again.`);
      }
      deps.viewIs(view.isStale());
      deps.changed();
      if (view.isStale() && scheduler.monotonic() - began > RENEW_BEATS * beatMs) return deps.renew();
      await scheduler.sleep(beatMs, signal);
    }
  }

  async function beat(place: Place): Promise<void> {
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
  }

  async function watch(place: Place, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const entries = await place.beats.watch();
        signal.addEventListener('abort', () => entries.stop(), { once: true });
        if (signal.aborted) entries.stop();
        for await (const entry of entries) {
          if (entry.operation === 'PUT') take(entry.key, entry.value, entry.isUpdate);
        }
      } catch (error) {
        if (!signal.aborted)
          deps.trouble('hangs', `The NATS server does not show heartbeats (${said(error)}). It is tried again.`);
      }
      await scheduler.sleep(beatMs, signal);
    }
  }

  function take(name: string, bytes: Uint8Array, isUpdate: boolean): void {
    if (name === self) return takeOwn(bytes);
    const key = keyOf(name);
    if (key === null) return;
    const found = readBeat(bytes, name);
    if (found === null) return deps.alarm('malformed', name, `The heartbeat of ${name} is none. Look at that machine.`);
    if (!isSignedBy(key, bytesToSign('heartbeat', project, found), found.signature)) {
      return deps.alarm('bad-signature', name, `Somebody else beats as ${name}. Give each machine a user of its own.`);
    }
    const before = seen.get(name);
    if (!deps.leases.sawBeat(found)) return;
    const skew = before?.skew ?? createSkew();
    const echo = found.echo[self];
    const echoed = echo !== undefined && echo.ep === deps.epoch() ? (sent.get(echo.counter)?.at ?? null) : null;
    if (isUpdate) skew.observed({ at: found.at, seen: scheduler.wall(), echoed });
    seen.set(name, { status: found.status, skew, isLive: isUpdate || before !== undefined });
    if (before === undefined) deps.appeared();
    deps.changed();
  }

  function takeOwn(bytes: Uint8Array): void {
    const found = readBeat(bytes, self);
    const key = keyOf(self);
    if (found === null) return;
    if (sent.get(found.counter)?.signature === found.signature) return view.cameBack(found.counter);
    const isLater = found.ep > deps.epoch() || (found.ep === deps.epoch() && found.counter >= counter);
    if (!isLater || key === null || !isSignedBy(key, bytesToSign('heartbeat', project, found), found.signature)) return;
    const text = `Another process or a clone of this machine beats as ${self}. Stop it, or let one of the two join as a new machine.`;
    deps.alarm('clone', self, text);
    deps.trouble('refused', text);
  }

  return {
    peers: () =>
      sightings.all().flatMap(({ machine, ep, counter: number }) => {
        const known = seen.get(machine);
        if (known === undefined || machine === self || keyOf(machine) === null) return [];
        const ageMs = known.isLive ? sightings.ageMs(machine) : null;
        const { status, skew } = known;
        const freshness = freshnessOf(ageMs, beatMs);
        return [{ machine, ep, counter: number, ageMs, freshness, status, skewMs: skew.ms(), mustResync: false }];
      }),
    begin(place) {
      session = new AbortController();
      view = createOwnView(scheduler, beatMs);
      void watch(place, session.signal);
      void beatOn(place, session.signal);
    },
    end: () => session?.abort(),
  };
}

/** Null for everything that is no heartbeat of this machine. */
function readBeat(bytes: Uint8Array, machine: string): Heartbeat | null {
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

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
