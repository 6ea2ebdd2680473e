import { statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Nobody else is served meanwhile, and this much is read in a fraction of a second. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_LINES = 10;

/**
 * What is wrong with the journal in `folder`, in SQLite's words; nothing for a whole one. Null where it is too large to
 * be looked at by a server that has other things to do.
 */
export function checkJournal(folder: string): readonly string[] | null {
  const file = path.join(folder, 'journal.db');
  if (statSync(file).size > MAX_BYTES) return null;
  const database = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
  try {
    const rows = database.prepare(`PRAGMA quick_check(${MAX_LINES})`).all();
    return rows.map((row) => String(row['quick_check'])).filter((line) => line !== 'ok');
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    database.close();
  }
}
