import type { RecordDraft } from '#schemas/wire/record.ts';
import { encodeDraft } from '../file/record-lines.ts';
import { TransportError } from '../transport.ts';
import type { Outbox } from './outbox.ts';
import { createParcels } from './parcels.ts';
import { createSender, type Sender, type SenderDeps } from './sender.ts';

const CLOSE_MS = 3_000;

/** What this machine says: in order, several calls in one message, and durable on this machine while the server is away. */
export interface Writer extends Pick<Sender, 'begin' | 'end'> {
  publish(drafts: readonly RecordDraft[]): Promise<'acknowledged' | 'kept'>;
  undelivered(): number;
  close(): Promise<void>;
}

export function createWriter({ outbox, ...deps }: Omit<SenderDeps, 'parcels'> & { readonly outbox: Outbox }): Writer {
  const parcels = createParcels(outbox);
  const sender = createSender({ ...deps, parcels });
  let isClosed = false;
  return {
    begin: sender.begin,
    end: sender.end,
    async publish(drafts) {
      if (isClosed) throw new TransportError('closed', CLOSED);
      const result = parcels.add(drafts.map(encodeDraft));
      sender.wake();
      return result;
    },
    undelivered: parcels.kept,
    async close() {
      isClosed = true;
      const { monotonic, sleep } = deps.scheduler;
      const deadline = monotonic() + CLOSE_MS;
      while (sender.isGood() && !parcels.isEmpty() && monotonic() < deadline) await sleep(10);
      sender.end();
    },
  };
}

const CLOSED = 'This machine has left the project on the NATS server, so nothing more can be said there.';
