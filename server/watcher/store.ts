import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { SessionAgent } from '#schemas/sessions.ts';
import type { TokenCounts } from '#schemas/run/usage.ts';
import { Aggregate } from './aggregate.ts';

/** Goes up whenever a reader would read anything else from the same files: everything is read again then. */
const READERS_VERSION = 1;

/** A transcript, how far it was read, and what it said. */
export interface Transcript {
  readonly id: number;
  readonly agent: SessionAgent;
  readonly path: string;
  /** When the file was made; the older of two that hold the same answer is the one it is counted in. */
  readonly bornAt: number;
  /** As they were when it was last read. */
  readonly size: number;
  readonly modifiedAt: number;
  /** Bytes read; what comes next begins a line, unless `inLongLine`. */
  readonly offset: number;
  readonly inLongLine: boolean;
  /** What the file begins with, to tell when another was put in its place. */
  readonly head: string;
  readonly read: 'all' | 'ends';
  readonly sum: Aggregate;
}

export interface CountedAnswer {
  /** Id of the transcript that it is counted in. */
  readonly transcript: number;
  readonly tokens: TokenCounts;
}

/**
 * What is known of the agents' transcripts, so that a restart does not read them again. A cache: whatever is wrong with
 * it, it is thrown away and made anew from the transcripts.
 */
export interface SessionStore {
  all(): Iterable<Transcript>;
  ofPath(path: string): Transcript | null;
  ofId(id: number): Transcript | null;
  /** All or nothing of what `work` writes. */
  transaction<T>(work: () => T): T;
  add(transcript: Omit<Transcript, 'id'>): Transcript;
  update(transcript: Transcript): void;
  /** Takes its answers with it. */
  remove(transcript: Transcript): void;
  /** Forgets the answers that are counted in it. */
  removeAnswers(id: number): void;
  answer(key: string): CountedAnswer | null;
  setAnswer(key: string, answer: CountedAnswer): void;
  close(): void;
}

const TABLES = `
  CREATE TABLE transcript (
    id INTEGER PRIMARY KEY, agent TEXT NOT NULL, path TEXT NOT NULL UNIQUE, born_at REAL NOT NULL, size INTEGER NOT NULL,
    modified_at REAL NOT NULL, offset INTEGER NOT NULL, in_long_line INTEGER NOT NULL, head TEXT NOT NULL,
    read TEXT NOT NULL, sum TEXT NOT NULL
  ) STRICT;
  CREATE TABLE answer (
    key TEXT PRIMARY KEY, transcript INTEGER NOT NULL, input REAL NOT NULL, cached_read REAL NOT NULL,
    cached_write REAL NOT NULL, output REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX answer_transcript ON answer (transcript);
`;

/** Opens the file, or keeps all in memory where that is not possible; `warn` hears why. */
export function openSessionStore(file: string, warn: (message: string, error: unknown) => void): SessionStore {
  try {
    return createStore(open(file));
  } catch (error) {
    warn(`${file} cannot be used and is made anew`, error);
  }
  try {
    for (const name of [file, `${file}-wal`, `${file}-shm`]) rmSync(name, { force: true });
    return createStore(open(file));
  } catch (error) {
    warn(`${file} cannot be written; sessions are read again at the next start`, error);
    return createStore(open(':memory:'));
  }
}

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 1000 });
  // What a power cut takes is read again.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version === READERS_VERSION) return database;
  database.exec(`
    BEGIN; DROP TABLE IF EXISTS transcript; DROP TABLE IF EXISTS answer;
    ${TABLES} PRAGMA user_version = ${READERS_VERSION}; COMMIT;
  `);
  return database;
}

function createStore(database: DatabaseSync): SessionStore {
  const statements = prepare(database);
  const byId = new Map<number, Transcript>();
  const byPath = new Map<string, Transcript>();
  const keep = (transcript: Transcript): void => {
    byId.set(transcript.id, transcript);
    byPath.set(transcript.path, transcript);
  };
  const load = (): void => {
    byId.clear();
    byPath.clear();
    statements.transcripts.all().flatMap(toTranscript).forEach(keep);
  };
  load();
  return {
    all: () => byId.values(),
    ofPath: (path) => byPath.get(path) ?? null,
    ofId: (id) => byId.get(id) ?? null,
    transaction(work) {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        load();
        throw error;
      }
    },
    add(transcript) {
      const { agent, path, ...rest } = transcript;
      const added = { id: Number(statements.add.run(agent, path, ...columns(rest)).lastInsertRowid), ...transcript };
      keep(added);
      return added;
    },
    update(transcript) {
      statements.update.run(...columns(transcript), transcript.id);
      keep(transcript);
    },
    remove({ id, path }) {
      statements.removeAnswers.run(id);
      statements.remove.run(id);
      byId.delete(id);
      byPath.delete(path);
    },
    removeAnswers: (id) => void statements.removeAnswers.run(id),
    answer: (key) => toAnswer(statements.answer.get(key)),
    setAnswer(key, { transcript, tokens: { input, cachedRead, cachedWrite, output } }) {
      statements.setAnswer.run(key, transcript, input, cachedRead, cachedWrite, output);
    },
    close: () => database.close(),
  };
}

function prepare(database: DatabaseSync) {
  return {
    transcripts: database.prepare('SELECT * FROM transcript'),
    add: database.prepare('INSERT INTO transcript VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    update: database.prepare(
      `UPDATE transcript SET born_at = ?, size = ?, modified_at = ?, offset = ?, in_long_line = ?, head = ?, read = ?,
       sum = ? WHERE id = ?`,
    ),
    remove: database.prepare('DELETE FROM transcript WHERE id = ?'),
    removeAnswers: database.prepare('DELETE FROM answer WHERE transcript = ?'),
    answer: database.prepare('SELECT * FROM answer WHERE key = ?'),
    setAnswer: database.prepare('INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?, ?)'),
  };
}

function columns(of: Omit<Transcript, 'id' | 'agent' | 'path'>) {
  const { bornAt, size, modifiedAt, offset, inLongLine, head, read, sum } = of;
  return [bornAt, size, modifiedAt, offset, inLongLine ? 1 : 0, head, read, JSON.stringify(sum)] as const;
}

type Row = ReturnType<ReturnType<typeof prepare>['answer']['get']>;

/** Nothing for a row that nobody could have written: its transcript is read again. */
function toTranscript(row: NonNullable<Row>): Transcript[] {
  const agent = SessionAgent.safeParse(row['agent']);
  const sum = Aggregate.safeParse(JSON.parse(String(row['sum'])));
  if (!agent.success || !sum.success) return [];
  return [
    {
      id: Number(row['id']),
      agent: agent.data,
      path: String(row['path']),
      bornAt: Number(row['born_at']),
      size: Number(row['size']),
      modifiedAt: Number(row['modified_at']),
      offset: Number(row['offset']),
      inLongLine: row['in_long_line'] === 1,
      head: String(row['head']),
      read: row['read'] === 'all' ? 'all' : 'ends',
      sum: sum.data,
    },
  ];
}

function toAnswer(row: Row): CountedAnswer | null {
  if (row === undefined) return null;
  const tokens = {
    input: Number(row['input']),
    cachedRead: Number(row['cached_read']),
    cachedWrite: Number(row['cached_write']),
    output: Number(row['output']),
  };
  return { transcript: Number(row['transcript']), tokens };
}
