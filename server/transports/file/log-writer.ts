import type { RecordDraft } from '#schemas/wire/record.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import { TransportError, type TransportDeps } from '../transport.ts';
import { encodeChunk } from './chunk.ts';
import { createDelivery, type Delivered } from './delivery.ts';
import type { Health } from './health.ts';
import type { Layout } from './layout.ts';
import type { OwnLog } from './own-log.ts';
import { encodeDraft, encodeRecord, type EncodedDraft } from './record-lines.ts';
import type { ShareFiles } from './share-files.ts';

/** One commit of a group; larger ones gain nothing and delay the first. */
const MAX_GROUP_RECORDS = 1_000;
const MAX_GROUP_BYTES = 4 * 1_048_576;
/** One is on its way to the share, one is being made durable here; what comes meanwhile becomes the next group. */
const MAX_ON_THE_WAY = 2;
const REMEMBERED_IDS = 100_000;

export interface LogWriterDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly scheduler: Scheduler;
  readonly health: Health;
  readonly own: OwnLog;
  readonly ep: number;
  /** The newest chunk that all can read now. */
  onPublished(ep: number, chunk: number): void;
  /** Somebody else writes under this machine's name. */
  onClone(text: string): void;
}

/** Says what this machine has to say: durable here, then published, in order, many at a time. */
export interface LogWriter {
  publish(drafts: readonly RecordDraft[]): Promise<Delivered>;
  /** Starts to deliver; what is published before is kept. */
  attach(): void;
  poke(): void;
  close(): Promise<void>;
}

interface Waiting {
  readonly draft: EncodedDraft;
  settle(result: Promise<Delivered>): void;
}

export async function createLogWriter(deps: LogWriterDeps): Promise<LogWriter> {
  const { transport, own, ep, scheduler, health } = deps;
  const delivery = createDelivery(deps);
  const said = await saidBefore(own);
  const clock = createHybridClock(scheduler);
  let queue: Waiting[] = [];
  let flushing: Promise<void> | null = null;
  let isClosed = false;

  function enqueue(draft: EncodedDraft): Promise<Delivered> {
    const known = said.get(draft.id);
    if (known !== undefined) return known();
    const result = new Promise<Delivered>((resolve) => {
      queue.push({ draft, settle: resolve });
    });
    remember(draft.id, () => result);
    result.catch(() => said.delete(draft.id));
    return result;
  }

  function remember(id: string, result: () => Promise<Delivered>): void {
    if (said.size >= REMEMBERED_IDS) said.delete(said.keys().next().value ?? id);
    said.set(id, result);
  }

  function startFlush(): void {
    if (flushing !== null || queue.length === 0) return;
    flushing = flush().finally(() => {
      flushing = null;
      startFlush();
    });
  }

  async function flush(): Promise<void> {
    while (queue.length > 0) {
      await delivery.below(MAX_ON_THE_WAY);
      const group = takeGroup();
      try {
        const result = await commit(group.map(({ draft }) => draft));
        for (const { settle } of group) settle(result.delivered);
      } catch (error) {
        const failed = Promise.reject<Delivered>(toTransportError(error, transport.localFolder));
        for (const { settle } of group) settle(failed);
      }
    }
  }

  function takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < Math.min(queue.length, MAX_GROUP_RECORDS) && bytes < MAX_GROUP_BYTES) {
      bytes += queue[count]?.draft.text.length ?? 0;
      count += 1;
    }
    const group = queue.slice(0, count);
    queue = queue.slice(count);
    return group;
  }

  /** Makes one chunk durable on this machine and hands it to the delivery. */
  async function commit(drafts: readonly EncodedDraft[]): Promise<{ readonly delivered: Promise<Delivered> }> {
    const last = own.last();
    const chunk = (last?.chunk ?? 0) + 1;
    const first = (last?.last ?? 0) + 1;
    const lines = drafts.map((draft, index) =>
      encodeRecord(draft, { from: transport.self, ep, seq: first + index, hlc: clock() }),
    );
    const place = { project: transport.project, machine: transport.self, ep, chunk };
    const { bytes, end } = encodeChunk(place, { first, prev: last?.hash ?? null, lines }, transport.sign);
    await own.append({ ...end, ep, chunk, length: bytes.length }, bytes);
    return { delivered: delivery.add(chunk, bytes) };
  }

  return {
    async publish(drafts) {
      if (isClosed) throw new TransportError('closed', 'This project was let go.');
      if (health.isRefused()) throw new TransportError('in-use', health.state().text);
      if (own.undelivered().isFull) throw new TransportError('unavailable', FULL);
      const results = drafts.map(encodeDraft).map(enqueue);
      startFlush();
      const all = await Promise.all(results);
      return all.includes('kept') ? 'kept' : 'acknowledged';
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

/** Ids of what this machine has said last, before this start as well. */
async function saidBefore(own: OwnLog): Promise<Map<string, () => Promise<Delivered>>> {
  const said = new Map<string, () => Promise<Delivered>>();
  for (const { chunk, text } of await own.recent()) {
    const result = async (): Promise<Delivered> => (chunk <= own.delivered() ? 'acknowledged' : 'kept');
    for (const line of text.split('\n').slice(0, -1)) said.set((JSON.parse(line) as { id: string }).id, result);
  }
  return said;
}

function toTransportError(error: unknown, folder: string): TransportError {
  if (error instanceof TransportError) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new TransportError('unavailable', `Nothing can be kept in ${folder}: ${said}`, { cause: error });
}

/** Later than everything that this machine said before, and as close to its wall clock as that allows. */
function createHybridClock(clock: Pick<Scheduler, 'wall'>): () => string {
  let last = 0;
  let count = 0;
  return () => {
    const now = Math.floor(clock.wall());
    count = now > last ? 0 : count + 1;
    if (count > 0xffff) {
      last += 1;
      count = 0;
    }
    last = Math.max(last, now);
    return `${String(last).padStart(13, '0')}-${count.toString(16).padStart(4, '0')}`;
  };
}
