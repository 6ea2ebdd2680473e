import * as z from 'zod';
import { MachineId, Sha256 } from '#schemas/wire/names.ts';
import { Cursor } from '#schemas/wire/record.ts';
import type { LocalFiles } from './local-files.ts';

/** How far one sender's log was applied here; `hash` is that of its last chunk, which the next one has to name. */
export const ReadCursor = Cursor.extend({ hash: Sha256.nullable() });
export type ReadCursor = z.infer<typeof ReadCursor>;

export const BEGIN: ReadCursor = { ep: 1, chunk: 0, seq: 0, hash: null };

export interface CursorStore {
  load(machine: MachineId): Promise<ReadCursor | null>;
  /** Durable when it resolves. */
  save(machine: MachineId, cursor: ReadCursor): Promise<void>;
}

export function createCursorStore(local: LocalFiles): CursorStore {
  return {
    async load(machine) {
      const bytes = await local.read(`cursors/${machine}.json`);
      return bytes === null ? null : ReadCursor.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    },
    save: (machine, cursor) => local.write(`cursors/${machine}.json`, Buffer.from(`${JSON.stringify(cursor)}\n`)),
  };
}
