import * as z from 'zod';
import { MachineId, Sha256 } from '#schemas/wire/names.ts';
import { Cursor } from '#schemas/wire/record.ts';
import type { Scheduler } from '../../platform/scheduler.ts';
import type { LocalFiles } from './local-files.ts';

/** Cursors are saved together where much is applied at once. */
const SAVE_EVERY_MS = 50;

/** How far one sender's log was applied here; `hash` is that of its last chunk, which the next one has to name. */
export const ReadCursor = Cursor.extend({ hash: Sha256.nullable() });
export type ReadCursor = z.infer<typeof ReadCursor>;

/** The local file with the cursors of all senders. */
export const CURSORS_FILE = 'cursors.json';
const ReadCursors = z.record(MachineId, ReadCursor);

const BEGIN: ReadCursor = { ep: 1, chunk: 0, seq: 0, hash: null };

/** A cursor that moves in memory and is made durable soon after; what was handled since is handed on again after a crash. */
export interface SavedCursor {
  now(): ReadCursor;
  /** What a crash cannot take. */
  saved(): ReadCursor;
  move(cursor: ReadCursor): void;
  /** Begins to save what moved, now and then; waits only for the saving that it has begun before. */
  saveSoon(): Promise<void>;
  /** What moved until now is durable when it resolves. */
  save(): Promise<void>;
}

/** How far the logs of all senders were applied: one file, so that many that move at once cost one write to the disk. */
export interface SavedCursors {
  /** Whether nothing of anybody was applied. */
  isEmpty(): boolean;
  of(machine: MachineId): SavedCursor;
}

export async function openCursors(local: LocalFiles, clock: Pick<Scheduler, 'monotonic'>): Promise<SavedCursors> {
  const bytes = await local.read(CURSORS_FILE);
  let saved = new Map(Object.entries(bytes === null ? {} : parseCursors(bytes)));
  const now = new Map(saved);
  let writing: Promise<void> = Promise.resolve();
  let isNextWaiting = false;

  async function write(): Promise<void> {
    isNextWaiting = false;
    const next = new Map(now);
    if ([...next].every(([machine, cursor]) => saved.get(machine) === cursor)) return;
    await local.write(CURSORS_FILE, Buffer.from(`${JSON.stringify(Object.fromEntries(next))}\n`));
    saved = next;
  }

  /** Whoever comes while one is being written shares the write after it. */
  function save(): Promise<void> {
    if (!isNextWaiting) writing = writing.catch(() => undefined).then(write);
    isNextWaiting = true;
    return writing;
  }

  return {
    isEmpty: () => now.size === 0,
    of(machine) {
      let begunAt = clock.monotonic();
      let begun: Promise<void> = Promise.resolve();
      return {
        now: () => now.get(machine) ?? BEGIN,
        saved: () => saved.get(machine) ?? BEGIN,
        move: (cursor) => void now.set(machine, cursor),
        async saveSoon() {
          if (clock.monotonic() - begunAt <= SAVE_EVERY_MS) return;
          await begun;
          begunAt = clock.monotonic();
          begun = save();
          // Whoever waits for it next hears why it failed.
          begun.catch(() => undefined);
        },
        async save() {
          await begun;
          if (now.get(machine) !== saved.get(machine)) await save();
        },
      };
    },
  };
}

export const parseCursors = (bytes: Uint8Array): Readonly<Record<MachineId, ReadCursor>> =>
  ReadCursors.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
