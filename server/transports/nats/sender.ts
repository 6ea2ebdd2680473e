import { JetStreamApiError } from '@nats-io/jetstream';
import type { Scheduler } from '../../platform/scheduler.ts';
import { TransportError, type TransportHealth } from '../transport.ts';
import type { OwnLog } from './own-log.ts';
import type { Parcels } from './parcels.ts';
import type { Place } from './place.ts';

/** No space for the stream, the account or the server. */
const FULL = new Set([10_023, 10_028, 10_047, 10_077, 10_122]);

export interface SenderDeps {
  readonly log: OwnLog;
  readonly parcels: Parcels;
  readonly scheduler: Scheduler;
  readonly retryMs: number;
  /** `ok`: the server takes records. */
  trouble(state: Extract<TransportHealth['state'], 'ok' | 'full' | 'hangs' | 'refused'>, text: string): void;
}

/** Brings parcels to the server, one message at a time. */
export interface Sender {
  /** Resolves when it is known where this machine's log ends there. */
  begin(place: Place): Promise<void>;
  end(): void;
  /** There is something to send. */
  wake(): void;
  /** False: nobody should wait for the server now. */
  isGood(): boolean;
}

export function createSender({ log, parcels, scheduler, retryMs, trouble }: SenderDeps): Sender {
  let place: Place | null = null;
  let isWorking = false;
  let isLearned = false;
  let isFailing = false;
  let learned: () => void = () => undefined;

  /** Sends until nothing is left, or there is no place to send it to. */
  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    // All that is said in this turn of the event loop travels together.
    await Promise.resolve();
    for (let to = place; to !== null && (!parcels.isEmpty() || !isLearned); to = place) {
      try {
        await (isLearned ? send(to) : learn(to));
        if (isFailing) trouble('ok', '');
        isFailing = false;
      } catch (error) {
        isLearned = false;
        isFailing = true;
        parcels.keepAll();
        trouble(...troubleOf(error));
        // Whoever writes here as this machine does not go away by trying again.
        if (error instanceof TransportError) break;
        if (to === place) await scheduler.sleep(retryMs);
      }
    }
    isWorking = false;
  }

  async function learn(to: Place): Promise<void> {
    parcels.settleThose(await log.learn(to));
    isLearned = to === place;
    learned();
  }

  async function send(to: Place): Promise<void> {
    const batch = parcels.next();
    await log.append(
      to,
      batch.flatMap(({ drafts }) => drafts),
    );
    parcels.settle(batch);
  }

  return {
    begin(opened) {
      place = opened;
      isLearned = false;
      const ready = Promise.withResolvers<void>();
      learned = ready.resolve;
      void work();
      return ready.promise;
    },
    end() {
      place = null;
      parcels.keepAll();
    },
    wake() {
      if (place === null || isFailing) parcels.keepAll();
      void work();
    },
    isGood: () => place !== null && !isFailing,
  };
}

function troubleOf(error: unknown): ['full' | 'hangs' | 'refused', string] {
  if (error instanceof TransportError) return ['refused', error.message];
  const said = error instanceof Error ? error.message : String(error);
  return error instanceof JetStreamApiError && FULL.has(error.code)
    ? ['full', `The NATS server has no space for more records (${said}). Make room; until then they are kept here.`]
    : ['hangs', `The NATS server does not take records (${said}). They are kept here and tried again.`];
}
