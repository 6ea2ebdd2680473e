import type { MachineStatus } from '#schemas/wire/machine.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import type { Sightings } from '../freshness/sightings.ts';
import type { LeaseKeeper } from '../leases/create-leases.ts';
import type { Alarm, PeerSighting, TransportHealth } from '../transport.ts';
import type { Place } from './place.ts';
import { createOwnBeats } from './own-beats.ts';
import { createSeenBeats } from './seen-beats.ts';

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

export function createBeats(deps: BeatsDeps): Beats {
  const { self, scheduler, beatMs } = deps;
  const seen = createSeenBeats(deps);
  const own = createOwnBeats(deps);
  let session: AbortController | null = null;

  async function beatOn(place: Place, signal: AbortSignal): Promise<void> {
    const began = scheduler.monotonic();
    while (!signal.aborted) {
      try {
        await own.beat(place);
        await deps.afterBeat(place);
        deps.trouble('ok', '');
      } catch (error) {
        if (!signal.aborted)
          deps.trouble('hangs', `The NATS server does not take heartbeats (${said(error)}). ${AGAIN}`);
      }
      deps.viewIs(own.isStale());
      deps.changed();
      if (own.isStale() && scheduler.monotonic() - began > RENEW_BEATS * beatMs) return deps.renew();
      await scheduler.sleep(beatMs, signal);
    }
  }

  async function watch(place: Place, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const entries = await place.beats.watch();
        signal.addEventListener('abort', () => entries.stop(), { once: true });
        if (signal.aborted) entries.stop();
        for await (const { operation, key, value, isUpdate } of entries) {
          if (operation !== 'PUT') continue;
          if (key === self) own.take(value);
          else seen.take(key, value, isUpdate, own.madeAt);
        }
      } catch (error) {
        if (!signal.aborted)
          deps.trouble('hangs', `The NATS server does not show heartbeats (${said(error)}). ${AGAIN}`);
      }
      await scheduler.sleep(beatMs, signal);
    }
  }

  return {
    peers: seen.peers,
    begin(place) {
      session = new AbortController();
      own.begin();
      void watch(place, session.signal);
      void beatOn(place, session.signal);
    },
    end: () => session?.abort(),
  };
}

const AGAIN = 'It is tried again.';
const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
