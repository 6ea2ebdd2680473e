/**
 * Keeps one connection at a time: each is a session of its own that begins with nothing but what is durable, on this
 * machine and on the server, so a lost connection leaves nothing half done behind.
 */
import type { Scheduler } from '../../platform/scheduler.ts';
import { TransportError } from '../transport.ts';
import type { Place } from './place.ts';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;

export interface Session {
  readonly ready: Promise<void>;
  /** Called once, when the connection is lost or given up. */
  end(): void;
}

export interface Connector {
  /** Resolves when the first attempt has come to something: a session that is ready, or the reason why there is none. */
  readonly tried: Promise<void>;
  close(): Promise<void>;
}

export interface ConnectorDeps {
  readonly scheduler: Scheduler;
  open(): Promise<Place>;
  begin(place: Place): Session;
  /** `error`: why there is no connection now; it is tried again, except for a place that must not be touched. */
  lost(error: unknown): void;
}

export function connectPlace({ scheduler, open, begin, lost }: ConnectorDeps): Connector {
  const closing = new AbortController();
  const { promise: tried, resolve: hasTried } = Promise.withResolvers<void>();
  let place: Place | null = null;

  async function keepConnected(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted;) {
      try {
        place = await open();
        failures = 0;
        await useUntilClosed(place);
      } catch (error) {
        failures += 1;
        if (!closing.signal.aborted) lost(error);
        hasTried();
        if (error instanceof TransportError && error.code === 'future-version') return;
      }
      place = null;
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10));
      await scheduler.sleep(wait * (0.5 + scheduler.random() / 2), closing.signal);
    }
  }

  async function useUntilClosed(opened: Place): Promise<void> {
    if (closing.signal.aborted) return opened.connection.close();
    const session = begin(opened);
    void session.ready.then(hasTried);
    try {
      const why = await opened.connection.closed();
      place = null;
      if (!closing.signal.aborted) lost(why ?? new Error('the connection was closed'));
    } finally {
      session.end();
      hasTried();
    }
  }

  const ended = keepConnected();
  return {
    tried,
    async close() {
      closing.abort();
      await place?.connection.close();
      await ended;
    },
  };
}
