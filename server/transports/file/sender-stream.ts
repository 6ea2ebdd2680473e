import type { MachineId } from '#schemas/wire/names.ts';
import type { WireRecord } from '#schemas/wire/record.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import type { TransportDeps } from '../transport.ts';
import type { Alarms } from './alarms.ts';
import { createChunkReader, type ReadChunk } from './chunk-reader.ts';
import type { ReadCursor, SavedCursor, SavedCursors } from './cursors.ts';
import { createFlow } from './flow.ts';
import type { Health } from './health.ts';
import type { Layout } from './layout.ts';
import type { LocalFiles } from './local-files.ts';
import { ShareError, type ShareFiles } from './share-files.ts';
import { createTroubles, type Trouble } from './troubles.ts';

export interface SenderStreamDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly scheduler: Scheduler;
  readonly local: LocalFiles;
  readonly cursors: SavedCursors;
  readonly alarms: Alarms;
  readonly health: Health;
  handle(record: WireRecord): Promise<void>;
}

const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 30_000;

/** One sender's records, in order and without a gap. What cannot be read stops this stream alone, and nothing is skipped. */
export interface SenderStream {
  /** There may be news: up to this chunk, or nobody knows. */
  look(tip: { readonly ep: number; readonly chunk: number } | null): void;
  /** What was applied and saved. */
  cursor(): ReadCursor;
  /** Whether it is known that there is more than was handed on. */
  isBehind(): boolean;
  close(): Promise<void>;
}

export function createSenderStream(machine: MachineId, deps: SenderStreamDeps): SenderStream {
  const { health, layout } = deps;
  const cursor = deps.cursors.of(machine);
  const reader = createChunkReader(machine, deps);
  const troubles = createTroubles(machine, deps);
  const closing = new AbortController();
  const apply = applier(machine, deps, cursor, closing.signal);
  let tip = { ep: cursor.now().ep, chunk: cursor.now().chunk };
  let running: Promise<void> | null = null;
  let mustLook = false;

  function start(): void {
    if (running !== null || !mustLook || closing.signal.aborted) return;
    running = catchUp().finally(() => {
      running = null;
      start();
    });
  }

  async function catchUp(): Promise<void> {
    mustLook = false;
    try {
      while (!closing.signal.aborted && (await step()));
    } catch (error) {
      if (!(error instanceof ShareError)) throw error;
      // Something else stands where a folder of this log belongs: that is no trouble of the whole share.
      if (error.code === 'not-a-file') await troubles.met(plantedIn(layout.log(machine), error));
      else health.failed('read', error);
    }
    await cursor.save();
  }

  /** One chunk. False: there is no more for now. */
  async function step(): Promise<boolean> {
    const next = await reader.next(cursor.now(), tip);
    if (next === null) return false;
    if ('patienceMs' in next) {
      await troubles.met(next);
      return false;
    }
    troubles.over();
    await apply(next);
    return true;
  }

  return {
    look(found) {
      // The same chunk of a later epoch: what stood in the earlier one is gone, or was not the sender's.
      if (found !== null && (found.chunk > tip.chunk || (found.chunk === tip.chunk && found.ep > tip.ep)))
        tip = { ep: found.ep, chunk: found.chunk };
      if (troubles.isTooEarly()) return;
      // Whoever looks without a hint cannot know whether the sender has begun a new epoch.
      reader.forget(found === null);
      mustLook = true;
      start();
    },
    cursor: cursor.saved,
    isBehind: () => tip.chunk > cursor.now().chunk,
    async close() {
      closing.abort();
      await running;
    },
  };
}

const plantedIn = (path: string, { message }: ShareError): Trouble => ({
  kind: 'not-a-file',
  path,
  text: message.replace(/\.$/, ''),
  patienceMs: 0,
  bytes: null,
});

/** Hands on what a chunk holds beyond the cursor, which moves behind it. */
function applier(
  machine: MachineId,
  { transport, scheduler, alarms, handle }: SenderStreamDeps,
  cursor: SavedCursor,
  closing: AbortSignal,
): (chunk: ReadChunk) => Promise<void> {
  const flow = createFlow(scheduler);

  /** The same record until it was handled; false: closed before. */
  async function handled(record: WireRecord): Promise<boolean> {
    for (let retryMs = FIRST_RETRY_MS; !closing.aborted; retryMs = Math.min(2 * retryMs, LAST_RETRY_MS)) {
      try {
        await handle(record);
        return true;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        transport.log('warn', `Record ${record.seq} of ${machine} (${record.type}) waits to be handled: ${why}`);
        await scheduler.sleep(retryMs, closing);
      }
    }
    return false;
  }

  return async ({ records, ep, chunk, last, hash, bytes }) => {
    for (const record of records) {
      if (record.seq <= cursor.now().seq) continue;
      if (!(await handled(record))) return;
      cursor.move({ ...cursor.now(), seq: record.seq });
      await cursor.saveSoon();
    }
    cursor.move({ ep, chunk, seq: last, hash });
    const floodMs = flow.take(bytes);
    if (floodMs === null) return;
    alarms.raise('flood', machine, `${machine} says more than can be true, so it is read no faster. Ask what it does.`);
    await scheduler.sleep(floodMs, closing);
  };
}
