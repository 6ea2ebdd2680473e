import type { RecordDraft } from '#schemas/wire/record.ts';
import { TransportError } from '../transport.ts';
import { encodeChunk } from './chunk.ts';
import { createDelivery, type Delivered, type Delivery, type DeliveryDeps } from './delivery.ts';
import { createGroupQueue } from './group-queue.ts';
import { createHybridClock } from './hybrid-clock.ts';
import type { OwnLog } from './own-log.ts';
import { encodeDraft, encodeRecord, type EncodedDraft } from './record-lines.ts';
import { createSaidIds, type SaidIds } from './said-ids.ts';

/** One is on its way to the share, one is being made durable here; what comes meanwhile becomes the next group. */
const MAX_ON_THE_WAY = 2;

export interface LogWriterDeps extends DeliveryDeps {
  readonly ep: number;
}

/** Says what this machine has to say: durable here, then published, in order, many at a time. */
export interface LogWriter {
  publish(drafts: readonly RecordDraft[]): Promise<Delivered>;
  /** Starts to deliver; what is published before is kept. */
  attach(): void;
  poke(): void;
  close(): Promise<void>;
}

export async function createLogWriter(deps: LogWriterDeps): Promise<LogWriter> {
  const { transport, own, health } = deps;
  const delivery = createDelivery(deps);
  const said = await saidBefore(own);
  const commit = committer(deps, delivery);
  const queue = createGroupQueue<Delivered>();
  let flushing: Promise<void> | null = null;
  let isClosed = false;

  /** Each is said once, however often it is asked for. */
  function enqueue(drafts: readonly EncodedDraft[]): readonly Promise<Delivered>[] {
    const known: Promise<Delivered>[] = [];
    const fresh = new Map<string, EncodedDraft>();
    for (const draft of drafts) {
      const result = said.get(draft.id)?.();
      if (result === undefined) fresh.set(draft.id, draft);
      else known.push(result);
    }
    const together = Promise.all(queue.add([...fresh.values()])).then(worst);
    for (const id of fresh.keys()) said.set(id, () => together);
    together.catch(() => {
      for (const id of fresh.keys()) said.delete(id);
    });
    return [...known, together];
  }

  function startFlush(): void {
    if (flushing !== null || queue.isEmpty()) return;
    flushing = flush().finally(() => {
      flushing = null;
      startFlush();
    });
  }

  async function flush(): Promise<void> {
    while (!queue.isEmpty()) {
      await delivery.below(MAX_ON_THE_WAY);
      const group = queue.take();
      const committed = commit(group.flatMap(({ drafts }) => drafts));
      const result = committed.then(({ chunk, bytes }) => delivery.add(chunk, bytes));
      for (const { settle } of group) settle(result);
      await committed.catch(() => undefined);
    }
  }

  return {
    async publish(drafts) {
      if (isClosed) throw new TransportError('closed', `${transport.project} was let go.`);
      if (health.isRefused()) throw new TransportError('in-use', health.state().text);
      if (own.undelivered().isFull) throw new TransportError('unavailable', FULL);
      const results = enqueue(drafts.map(encodeDraft));
      startFlush();
      return worst(await Promise.all(results));
    },
    attach: () => delivery.attach(),
    poke: () => delivery.poke(),
    async close() {
      isClosed = true;
      await flushing;
      await delivery.close();
      await own.save();
    },
  };
}

const FULL =
  'This machine keeps as much as it can of what the shared folder does not take. Make the shared folder work again.';

const worst = (results: readonly Delivered[]): Delivered => (results.includes('kept') ? 'kept' : 'acknowledged');

/** Makes one chunk durable on this machine. */
function committer({ transport, own, ep, scheduler }: LogWriterDeps, delivery: Delivery) {
  const clock = createHybridClock(scheduler);
  return async (drafts: readonly EncodedDraft[]): Promise<{ readonly chunk: number; readonly bytes: Uint8Array }> => {
    const last = own.last();
    const chunk = (last?.chunk ?? 0) + 1;
    const first = (last?.last ?? 0) + 1;
    const lines = drafts.map((draft, index) =>
      encodeRecord(draft, { from: transport.self, ep, seq: first + index, hlc: clock() }),
    );
    const place = { project: transport.project, machine: transport.self, ep, chunk };
    const { bytes, end } = encodeChunk(place, { first, prev: last?.hash ?? null, lines }, transport.sign);
    delivery.prepare(chunk, bytes);
    try {
      await own.append({ ...end, ep, chunk, length: bytes.length }, bytes);
    } catch (cause) {
      delivery.drop(chunk);
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new TransportError('unavailable', `Nothing can be kept in ${transport.localFolder}: ${why}`, { cause });
    }
    return { chunk, bytes };
  };
}

/** Ids of what this machine has said last, before this start as well. */
async function saidBefore(own: OwnLog): Promise<SaidIds<() => Promise<Delivered>>> {
  const said = createSaidIds<() => Promise<Delivered>>();
  for (const { chunk, text } of await own.recent()) {
    const result = async (): Promise<Delivered> => (chunk <= own.delivered() ? 'acknowledged' : 'kept');
    for (const line of text.split('\n').slice(0, -1)) said.set((JSON.parse(line) as { id: string }).id, result);
  }
  return said;
}
