import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type StoreErrorCode = 'disk-full' | 'newer-version' | 'damaged' | 'failed';

/** A file of ours could not be read or written. `message` is a sentence for a person. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

export interface SqliteFileOptions {
  /** Absolute path; its folder is made where it is not there. */
  readonly file: string;
  /** Begins the sentences about it: `The journal /home/ana/.clutch/journal.db`. */
  readonly called: string;
  /** Of the tables. A file of a later one is refused. */
  readonly version: number;
  /** Brings a file of the version `from` (0: an empty one) to `version`; called whenever it is opened. */
  migrate(database: DatabaseSync, from: number): void;
  /** What to do when the disk is full, and when the file is damaged. */
  readonly advice: { readonly full: string; readonly damaged: string };
  fail(code: StoreErrorCode, message: string, cause?: unknown): StoreError;
}

export interface SqliteFile {
  readonly database: DatabaseSync;
  /** Turns what SQLite throws into a sentence with the way out. */
  guarded<T>(work: () => T): T;
  /** All of it or nothing, on the disk when it returns. */
  transaction<T>(work: () => T): T;
  /** What stands in a column as JSON. */
  read<T>(schema: { parse(data: unknown): T }, body: unknown): T;
}

/** After `kill -9` at any instruction, what a transaction wrote is there as a whole or not at all. */
export function openSqliteFile(options: SqliteFileOptions): SqliteFile {
  const { file, called, version, migrate, advice, fail } = options;
  const guarded = guard(options);
  return guarded(() => {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const database = new DatabaseSync(file, { timeout: 5000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    const from = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    if (from > version) {
      const message = `${file} was written by a newer CLUTCH (version ${from}, this one reads ${version}). Start that version, or set CLUTCH_HOME to another folder.`;
      throw fail('newer-version', message);
    }
    migrate(database, from);
    return {
      database,
      guarded,
      transaction: (work) => guarded(() => inTransaction(database, work)),
      read(schema, body) {
        try {
          return schema.parse(JSON.parse(String(body)));
        } catch (cause) {
          throw fail('damaged', `${called} holds something that cannot be read. ${advice.damaged}`, cause);
        }
      },
    };
  });
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

const guard =
  ({ called, advice, fail }: SqliteFileOptions): SqliteFile['guarded'] =>
  (work) => {
    try {
      return work();
    } catch (error) {
      if (error instanceof StoreError) throw error;
      const text = error instanceof Error ? error.message : String(error);
      if (/disk is full|ENOSPC|disk I\/O error/i.test(text)) {
        throw fail('disk-full', `${called} cannot be written: ${text}. ${advice.full}`, error);
      }
      if (/malformed|not a database/i.test(text)) {
        throw fail('damaged', `${called} is damaged: ${text}. ${advice.damaged}`, error);
      }
      throw fail('failed', `${called} cannot be used: ${text}.`, error);
    }
  };
