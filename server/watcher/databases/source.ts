import { lstatSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { SessionAgent, UnreadableSource } from '#schemas/sessions.ts';
import type { Pace } from '../pace.ts';
import type { ToldSession } from '../view.ts';

/** The sessions in an agent's database. It is opened for reading, for as long as a look takes, and never changed. */
export interface DatabaseSource {
  /** Reads it again where its files have changed. True when it was. */
  look(pace: Pace): Promise<boolean>;
  sessions(): readonly ToldSession[];
  /** Why it cannot be read; null where it can, or is not there. */
  problem(): UnreadableSource | null;
}

export type ReadSessions = (
  database: DatabaseSync,
  pace: Pace,
) => Promise<readonly ToldSession[]> | readonly ToldSession[];

/** SQLite's number for a database that somebody else has locked. */
const BUSY = 5;

export function createDatabaseSource(agent: SessionAgent, file: string, read: ReadSessions): DatabaseSource {
  let seen = '';
  let sessions: readonly ToldSession[] = [];
  let problem: UnreadableSource | null = null;
  return {
    async look(pace) {
      const state = stateOf(file);
      if (state === seen) return false;
      const reasonBefore = problem?.reason;
      seen = state;
      problem = null;
      if (state === '') {
        sessions = [];
        return true;
      }
      try {
        sessions = await readFrom(file, (database) => read(database, pace));
      } catch (error) {
        problem = { agent, path: file, reason: reasonOf(error) };
        // Whoever holds it lets it go; anything else stays as it is until the file changes.
        if (codeOf(error) === BUSY) seen = '?';
      }
      return seen !== '?' || problem?.reason !== reasonBefore;
    },
    sessions: () => sessions,
    problem: () => problem,
  };
}

async function readFrom<T>(file: string, work: (database: DatabaseSync) => Promise<T> | T): Promise<T> {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 0 });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** Changes with every write; empty where there is no file of ours. */
function stateOf(file: string): string {
  const parts = [file, `${file}-wal`].map((name) => {
    try {
      const stats = lstatSync(name, { throwIfNoEntry: false });
      if (!stats?.isFile() || (process.getuid !== undefined && stats.uid !== process.getuid())) return null;
      return `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
    } catch {
      return null;
    }
  });
  return parts[0] === null ? '' : parts.join(' ');
}

function codeOf(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : null;
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (codeOf(error) === BUSY) return 'Another program has locked it; it is tried again.';
  if (/no such (?:table|column)/.test(message)) {
    return `It has a form that this version of CLUTCH does not know (${message}).`;
  }
  return `It cannot be read: ${message}.`;
}
