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

const BEGIN: ReadCursor = { ep: 1, chunk: 0, seq: 0, hash: null };

/** A cursor that moves in memory and is made durable soon after; what was handled since is handed on again after a crash. */
export interface SavedCursor {
  now(): ReadCursor;
  /** What a crash cannot take. */
  saved(): ReadCursor;
  move(cursor: ReadCursor): void;
  isDue(): boolean;
  save(): Promise<void>;
}

export async function openCursor(
  machine: MachineId,
  local: LocalFiles,
  clock: Pick<Scheduler, 'monotonic'>,
): Promise<SavedCursor> {
  const file = `cursors/${machine}.json`;
  const bytes = await local.read(file);
  let now = bytes === null ? BEGIN : ReadCursor.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  let saved = now;
  let savedAt = clock.monotonic();
  return {
    now: () => now,
    saved: () => saved,
    move(cursor) {
      now = cursor;
    },
    isDue: () => now !== saved && clock.monotonic() - savedAt > SAVE_EVERY_MS,
    async save() {
      savedAt = clock.monotonic();
      const next = now;
      if (next === saved) return;
      await local.write(file, Buffer.from(`${JSON.stringify(next)}\n`));
      saved = next;
    },
  };
}
