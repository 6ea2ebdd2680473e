import type { MachineId } from '#schemas/wire/names.ts';
import type { WireRecord } from '#schemas/wire/record.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import type { Alarm, TransportDeps } from '../transport.ts';
import type { Alarms } from './alarms.ts';
import { decodeChunk, MAX_CHUNK_BYTES, type Chunk } from './chunk.ts';
import { BEGIN, type CursorStore, type ReadCursor } from './cursors.ts';
import type { Health } from './health.ts';
import type { Layout } from './layout.ts';
import type { LocalFiles } from './local-files.ts';
import { createChunkFinder } from './chunk-finder.ts';
import { ShareError, type ShareFiles } from './share-files.ts';

export interface SenderStreamDeps {
  readonly transport: TransportDeps;
  readonly layout: Layout;
  readonly share: ShareFiles;
  readonly scheduler: Scheduler;
  readonly local: LocalFiles;
  readonly cursors: CursorStore;
  readonly alarms: Alarms;
  readonly health: Health;
  handle(record: WireRecord): Promise<void>;
}

/** What is not readable yet may become so where files arrive slowly; after this long it is an alarm. */
const PATIENCE_MS = 180_000;
/** The same, where later chunks of the sender are there already. */
const OVERTAKEN_PATIENCE_MS = 10_000;
const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 30_000;
/** Cursors are saved together where much is applied at once. */
const SAVE_EVERY_MS = 50;

/** One sender's records, in order and without a gap. What cannot be read stops this stream alone, and nothing is skipped. */
export interface SenderStream {
  /** There may be news up to this chunk. */
  look(tip: { readonly ep: number; readonly chunk: number } | null): void;
  /** What was applied and saved. */
  cursor(): ReadCursor;
  /** What was handed on so far, in memory. */
  applied(): ReadCursor;
  /** Whether it is known that there is more than was applied. */
  isBehind(): boolean;
  close(): Promise<void>;
}

interface Trouble {
  readonly kind: Alarm['kind'];
  readonly path: string;
  readonly text: string;
  /** Whether it may still get well by itself. */
  readonly patienceMs: number;
  readonly bytes: Uint8Array | null;
}

export async function openSenderStream(machine: MachineId, deps: SenderStreamDeps): Promise<SenderStream> {
  const { transport, layout, share, scheduler, cursors, alarms, health } = deps;
  let cursor = (await cursors.load(machine)) ?? BEGIN;
  let saved = cursor;
  let savedAt = scheduler.monotonic();
  let tip = { ep: cursor.ep, chunk: cursor.chunk };
  let running: Promise<void> | null = null;
  let mustLook = false;
  let trouble: { readonly path: string; readonly since: number; retryAt: number; retryMs: number } | null = null;
  const closing = new AbortController();
  const finder = createChunkFinder(machine, layout, share);

  function start(): void {
    if (running !== null || !mustLook || closing.signal.aborted) return;
    running = catchUp().finally(() => {
      running = null;
      start();
    });
  }

  async function catchUp(): Promise<void> {
    while (mustLook && !closing.signal.aborted) {
      mustLook = false;
      try {
        while (!closing.signal.aborted && (await step())) trouble = null;
      } catch (error) {
        if (!(error instanceof ShareError)) throw error;
        health.failed('read', error);
      }
      await saveCursor();
    }
  }

  /** One chunk. False: there is no more for now. */
  async function step(): Promise<boolean> {
    const key = transport.members.keyOf(machine);
    if (key === null) return false;
    const found = await finder.next(cursor, tip);
    if (found.kind === 'none') return false;
    if (found.kind === 'missing') {
      return stumble({
        kind: 'gap',
        path: found.path,
        text: 'it is missing, while later ones are there',
        patienceMs: PATIENCE_MS,
        bytes: null,
      });
    }
    const chunk = await read(found, key);
    if ('patienceMs' in chunk) return stumble(chunk);
    await apply(chunk, found.ep, found.chunk);
    return true;
  }

  async function read(
    { path, ep, chunk, isOvertaken }: { path: string; ep: number; chunk: number; isOvertaken: boolean },
    key: string,
  ): Promise<Chunk | Trouble> {
    const patience = isOvertaken ? OVERTAKEN_PATIENCE_MS : PATIENCE_MS;
    const not = (kind: Alarm['kind'], text: string, bytes: Uint8Array | null, patienceMs = 0): Trouble => ({
      kind,
      path,
      text,
      patienceMs,
      bytes,
    });
    let bytes: Uint8Array | null;
    try {
      bytes = await share.read(path, MAX_CHUNK_BYTES);
    } catch (error) {
      if (error instanceof ShareError && error.code === 'not-a-file') return not('not-a-file', 'it is no file', null);
      if (error instanceof ShareError && error.code === 'too-large') return not('oversized', 'it is too large', null);
      throw error;
    }
    if (bytes === null) return not('unreadable', 'it cannot be read', null, patience);
    const decoded = decodeChunk(bytes, { project: transport.project, machine, ep, chunk }, key);
    if ('why' in decoded) {
      const isUnclear = decoded.why === 'incomplete';
      return not(
        isUnclear ? 'unreadable' : (decoded.why as Alarm['kind']),
        decoded.text,
        bytes,
        isUnclear ? patience : 0,
      );
    }
    if (decoded.prev !== cursor.hash || (decoded.first !== cursor.seq + 1 && !isHalfApplied(decoded))) {
      return not('fork', 'it does not continue what was read before, so two write under one name', bytes);
    }
    return decoded;
  }

  const isHalfApplied = ({ first, last }: Chunk): boolean => first <= cursor.seq && cursor.seq < last;

  async function apply({ records, last, hash }: Chunk, ep: number, chunk: number): Promise<void> {
    for (const record of records) {
      if (record.seq <= cursor.seq) continue;
      if (!(await handled(record))) return;
      cursor = { ...cursor, seq: record.seq };
      if (scheduler.monotonic() - savedAt > SAVE_EVERY_MS) await saveCursor();
    }
    cursor = { ep, chunk, seq: last, hash };
    health.worked('read');
  }

  /** The same record until it was handled; false: closed before. */
  async function handled(record: WireRecord): Promise<boolean> {
    for (let retryMs = FIRST_RETRY_MS; !closing.signal.aborted; retryMs = Math.min(2 * retryMs, LAST_RETRY_MS)) {
      try {
        await deps.handle(record);
        return true;
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        transport.log(
          'warn',
          `Record ${record.seq} of ${machine} (${record.type}) waits, because it cannot be handled: ${said}`,
        );
        await scheduler.sleep(retryMs, closing.signal);
      }
    }
    return false;
  }

  /** Waits while it may get well, then raises an alarm, and looks again ever more seldom. */
  async function stumble(found: Trouble): Promise<false> {
    const now = scheduler.monotonic();
    if (trouble?.path !== found.path) trouble = { path: found.path, since: now, retryAt: 0, retryMs: FIRST_RETRY_MS };
    trouble.retryAt = now + trouble.retryMs;
    trouble.retryMs = Math.min(2 * trouble.retryMs, LAST_RETRY_MS);
    if (now - trouble.since < found.patienceMs) return false;
    const where = found.bytes === null ? '' : await quarantine(found.bytes);
    const text = `${found.path}: ${found.text}. Nothing more of ${machine} is read until this is mended; the others go on.${where}`;
    alarms.raise(found.kind, machine, text);
    return false;
  }

  async function quarantine(bytes: Uint8Array): Promise<string> {
    const name = `quarantine/${machine}.${cursor.chunk + 1}.jsonl`;
    if ((await deps.local.size(name)) === null) await deps.local.write(name, bytes);
    return ` A copy is ${await deps.local.pathOf(name)}.`;
  }

  async function saveCursor(): Promise<void> {
    savedAt = scheduler.monotonic();
    if (saved === cursor) return;
    const next = cursor;
    await cursors.save(machine, next);
    saved = next;
  }

  return {
    look(found) {
      if (closing.signal.aborted) return;
      if (found !== null && (found.chunk > tip.chunk || found.ep > tip.ep)) tip = { ep: found.ep, chunk: found.chunk };
      if (trouble !== null && scheduler.monotonic() < trouble.retryAt) return;
      finder.forget();
      mustLook = true;
      start();
    },
    cursor: () => saved,
    applied: () => cursor,
    isBehind: () => tip.chunk > cursor.chunk,
    async close() {
      closing.abort();
      await running;
    },
  };
}
