/** What this machine says: in order, several calls in one message, and durable on this machine while the server is away. */
import { JetStreamApiError } from '@nats-io/jetstream';
import type { RecordDraft } from '#schemas/wire/record.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import { encodeDraft, type EncodedDraft } from '../file/record-lines.ts';
import { TransportError, type TransportHealth } from '../transport.ts';
import { MAX_RECORDS_BYTES } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { OwnLog } from './own-log.ts';
import type { Place } from './place.ts';

const MAX_RECORDS = 1_000;
/** No space for the stream, the account or the server. */
const FULL = new Set([10_023, 10_028, 10_047, 10_077, 10_122]);
const CLOSE_MS = 3_000;

export interface WriterDeps {
  readonly log: OwnLog;
  readonly outbox: Outbox;
  readonly scheduler: Scheduler;
  readonly retryMs: number;
  /** `ok`: the server takes records. */
  trouble(state: Extract<TransportHealth['state'], 'ok' | 'full' | 'hangs' | 'refused'>, text: string): void;
}

export interface Writer {
  publish(drafts: readonly RecordDraft[]): Promise<'acknowledged' | 'kept'>;
  /** Resolves when it is known where this machine's log ends there. */
  begin(place: Place): Promise<void>;
  end(): void;
  undelivered(): number;
  close(): Promise<void>;
}

/** What fits into one message, and stays together. */
interface Parcel {
  readonly drafts: readonly EncodedDraft[];
  readonly bytes: number;
  /** In the outbox; null: somebody still waits for it. */
  name: string | null;
  resolve(result: 'acknowledged' | 'kept'): void;
  reject(error: unknown): void;
}

export function createWriter({ log, outbox, scheduler, retryMs, trouble }: WriterDeps): Writer {
  let parcels: Parcel[] = outbox.kept().map(({ name, drafts }) => ({ ...parcelOf(drafts), name }));
  let place: Place | null = null;
  let isWorking = false;
  let isLearned = false;
  let isFailing = false;
  let isClosed = false;
  let learned: () => void = () => undefined;

  /** Sends until nothing is left, or there is no place to send it to. */
  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    // All that is said in this turn of the event loop travels together.
    await Promise.resolve();
    while (place !== null && (parcels.length > 0 || !isLearned)) {
      const current = place;
      try {
        await send(current);
        if (isFailing) trouble('ok', '');
        isFailing = false;
      } catch (error) {
        isLearned = false;
        isFailing = true;
        keepAll();
        if (error instanceof TransportError) {
          trouble('refused', error.message);
          break;
        }
        if (current === place) {
          trouble(...troubleOf(error));
          await scheduler.sleep(retryMs);
        }
      }
    }
    isWorking = false;
  }

  async function send(to: Place): Promise<void> {
    if (!isLearned) {
      const arrived = await log.learn(to);
      settle(parcels.filter(({ drafts }) => drafts.every(({ id }) => arrived.has(id))));
      isLearned = to === place;
      learned();
      return;
    }
    const batch = nextBatch();
    await log.append(
      to,
      batch.flatMap(({ drafts }) => drafts),
    );
    settle(batch);
  }

  function nextBatch(): Parcel[] {
    let records = 0;
    let bytes = 0;
    const end = parcels.findIndex((parcel) => {
      records += parcel.drafts.length;
      bytes += parcel.bytes;
      return records > MAX_RECORDS || bytes > MAX_RECORDS_BYTES;
    });
    return end === -1 ? [...parcels] : parcels.slice(0, end);
  }

  function settle(sent: readonly Parcel[]): void {
    const gone = new Set(sent);
    parcels = parcels.filter((parcel) => !gone.has(parcel));
    for (const parcel of sent) {
      if (parcel.name === null) parcel.resolve('acknowledged');
      else outbox.forget(parcel.name);
    }
  }

  /** From here on they outlive this process. What cannot be kept is refused, with all that was said after it. */
  function keepAll(): void {
    const waiting = parcels.filter(({ name }) => name === null);
    try {
      for (const parcel of waiting) {
        parcel.name = outbox.keep(parcel.drafts);
        parcel.resolve('kept');
      }
    } catch (error) {
      parcels = parcels.filter(({ name }) => name !== null);
      for (const parcel of waiting.filter(({ name }) => name === null)) parcel.reject(error);
    }
  }

  return {
    async publish(drafts) {
      if (isClosed) throw new TransportError('closed', 'This machine has left the project on the NATS server.');
      const results = split(drafts.map(encodeDraft)).map(
        (part) =>
          new Promise<'acknowledged' | 'kept'>((resolve, reject) => {
            parcels.push({ ...parcelOf(part), resolve, reject });
          }),
      );
      if (place === null || isFailing) keepAll();
      void work();
      return (await Promise.all(results)).includes('kept') ? 'kept' : 'acknowledged';
    },
    begin(opened) {
      place = opened;
      isLearned = false;
      const done = new Promise<void>((resolve) => {
        learned = resolve;
      });
      void work();
      return done;
    },
    end() {
      place = null;
      keepAll();
    },
    undelivered: () => parcels.reduce((sum, { name, drafts }) => sum + (name === null ? 0 : drafts.length), 0),
    async close() {
      isClosed = true;
      const deadline = scheduler.monotonic() + CLOSE_MS;
      while (place !== null && !isFailing && parcels.length > 0 && scheduler.monotonic() < deadline) {
        await scheduler.sleep(10);
      }
      keepAll();
      place = null;
    },
  };
}

function parcelOf(drafts: readonly EncodedDraft[]): Parcel {
  const bytes = drafts.reduce((sum, draft) => sum + sizeOf(draft), 0);
  return { drafts, bytes, name: null, resolve: () => undefined, reject: () => undefined };
}

function split(drafts: readonly EncodedDraft[]): EncodedDraft[][] {
  const parts: EncodedDraft[][] = [];
  let bytes = Infinity;
  for (const draft of drafts) {
    bytes += sizeOf(draft);
    if (bytes > MAX_RECORDS_BYTES || (parts.at(-1)?.length ?? 0) >= MAX_RECORDS) {
      parts.push([]);
      bytes = sizeOf(draft);
    }
    parts.at(-1)?.push(draft);
  }
  return parts;
}

/** The stamp of a line is never longer. */
const STAMP_BYTES = 200;

const sizeOf = ({ text }: EncodedDraft): number => Buffer.byteLength(text) + STAMP_BYTES;

function troubleOf(error: unknown): ['full' | 'hangs', string] {
  const said = error instanceof Error ? error.message : String(error);
  return error instanceof JetStreamApiError && FULL.has(error.code)
    ? ['full', `The NATS server has no space for more records (${said}). Make room; until then they are kept here.`]
    : ['hangs', `The NATS server does not take records (${said}). They are kept here and tried again.`];
}
