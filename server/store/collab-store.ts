import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { RequestView, TimelineEntry } from '#schemas/protocol/collab.ts';
import { RequestRecord } from '#schemas/wire/request-record.ts';
import { StoreError, openSqliteFile, type SqliteFile } from './sqlite-file.ts';

/** What this machine knows of its shared projects could not be read or written. `message` is a sentence for a person. */
export class CollabStoreError extends StoreError {
  override readonly name = 'CollabStoreError';
}

/**
 * What the machines of shared projects have said, as far as people ask for it later: requests and the timeline.
 * A record counts once, however often it is applied; a record and the request that follows from it are one
 * transaction. What this machine itself says is kept as unsaid until the transport has taken it.
 */
export interface CollabStore {
  /** False: this record was applied before, and nothing has changed. `view` makes the request of all its records. */
  apply(project: string, record: RequestRecord, view: ViewOf, isOurs: boolean): boolean;
  /** Undoes a record of ours that could not be said. */
  withdraw(project: string, record: RequestRecord, view: ViewOf): void;
  /** The transport has it. */
  said(project: string, id: string): void;
  /** Ours that the transport may not have, oldest first. */
  unsaid(project: string): RequestRecord[];
  /** All that a request is made of, in the order in which it came. */
  recordsOf(project: string, request: string): RequestRecord[];
  /** Open ones first, then the newest. */
  requests(project: string, limit: number): RequestView[];
  request(project: string, id: string): RequestView | null;
  addEntry(project: string, entry: TimelineEntry): void;
  /** Newest first. */
  timeline(project: string, limit: number): TimelineEntry[];
  close(): void;
}

/** Null while the request itself has not come. */
export type ViewOf = (records: readonly RequestRecord[]) => RequestView | null;

const VERSION = 1;
const DAMAGED =
  'Move it away and CLUTCH starts with an empty one; what the machines said stays in the shared place, and commits and runs are not affected.';
const TIMELINE_KEPT = 10_000;
/** Finished requests of a project that stay; open ones always do. */
const FINISHED_KEPT = 2_000;
/** Entries that are added between two times that old ones are removed. */
const TRIM_EVERY = 500;

const TABLES = `
  CREATE TABLE record (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, id TEXT NOT NULL, request TEXT NOT NULL,
    unsaid INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (project, id)) STRICT;
  CREATE INDEX record_request ON record (project, request);
  CREATE INDEX record_unsaid ON record (project) WHERE unsaid = 1;
  CREATE TABLE request (
    project TEXT NOT NULL, id TEXT NOT NULL, is_open INTEGER NOT NULL, updated_at REAL NOT NULL, view TEXT NOT NULL,
    PRIMARY KEY (project, id)) STRICT;
  CREATE INDEX request_order ON request (project, is_open DESC, updated_at DESC);
  CREATE TABLE timeline (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (project, id)) STRICT;
  CREATE INDEX timeline_order ON timeline (project, seq DESC);
`;

/** `folder` is CLUTCH_HOME; the file is `collab.db` in it. */
export function openCollabStore(folder: string): CollabStore {
  const file = path.join(folder, 'collab.db');
  return createStore(
    openSqliteFile({
      file,
      called: file,
      version: VERSION,
      migrate(database, from) {
        if (from === 0) database.exec(`BEGIN; ${TABLES} PRAGMA user_version = ${VERSION}; COMMIT;`);
      },
      advice: { full: 'Free space; what was not applied is handed on again.', damaged: DAMAGED },
      fail: (...said) => new CollabStoreError(...said),
    }),
  );
}

function createStore(file: SqliteFile): CollabStore {
  const { database, guarded, transaction, read } = file;
  const statements = prepare(database);
  const recordsOf = (project: string, request: string): RequestRecord[] =>
    statements.records.all(project, request).map((row) => read(RequestRecord, row['body']));
  const project = (name: string, request: string, view: ViewOf): void => {
    const now = view(recordsOf(name, request));
    if (now === null) statements.deleteRequest.run(name, request);
    else statements.saveRequest.run(name, request, isOpen(now) ? 1 : 0, now.updatedAt, JSON.stringify(now));
    if (now !== null && !isOpen(now)) {
      statements.trimRecords.run(name, name, FINISHED_KEPT);
      statements.trimRequests.run(name, name, FINISHED_KEPT);
    }
  };
  return {
    apply: (name, record, view, isOurs) =>
      transaction(() => {
        const { changes } = statements.addRecord.run(
          name,
          record.id,
          record.request,
          isOurs ? 1 : 0,
          JSON.stringify(record),
        );
        if (Number(changes) === 0) return false;
        project(name, record.request, view);
        return true;
      }),
    withdraw: (name, record, view) =>
      transaction(() => {
        statements.deleteRecord.run(name, record.id);
        project(name, record.request, view);
      }),
    said: (name, id) => transaction(() => void statements.said.run(name, id)),
    unsaid: (name) => guarded(() => statements.unsaid.all(name).map((row) => read(RequestRecord, row['body']))),
    recordsOf: (name, request) => guarded(() => recordsOf(name, request)),
    requests: (name, limit) =>
      guarded(() => statements.requests.all(name, limit).map((row) => read(RequestView, row['view']))),
    request: (name, id) =>
      guarded(() => {
        const row = statements.request.get(name, id);
        return row === undefined ? null : read(RequestView, row['view']);
      }),
    ...createTimeline(statements, file),
    close: () => database.close(),
  };
}

function createTimeline(
  statements: ReturnType<typeof prepare>,
  { guarded, transaction, read }: SqliteFile,
): Pick<CollabStore, 'addEntry' | 'timeline'> {
  const added = new Map<string, number>();
  return {
    addEntry: (name, entry) =>
      transaction(() => {
        const { changes } = statements.addEntry.run(name, entry.id, JSON.stringify(entry));
        const count = (added.get(name) ?? TRIM_EVERY - 1) + Number(changes);
        if (count >= TRIM_EVERY) statements.trimTimeline.run(name, name, TIMELINE_KEPT);
        added.set(name, count % TRIM_EVERY);
      }),
    timeline: (name, limit) =>
      guarded(() => statements.timeline.all(name, limit).map((row) => read(TimelineEntry, row['body']))),
  };
}

const isOpen = ({ status }: RequestView): boolean => status === 'open' || status === 'claimed';

function prepare(database: DatabaseSync) {
  const finished = 'FROM request WHERE project = ? AND is_open = 0 ORDER BY updated_at DESC LIMIT -1 OFFSET ?';
  return {
    addRecord: database.prepare(
      'INSERT INTO record (project, id, request, unsaid, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    deleteRecord: database.prepare('DELETE FROM record WHERE project = ? AND id = ?'),
    records: database.prepare('SELECT body FROM record WHERE project = ? AND request = ? ORDER BY seq'),
    said: database.prepare('UPDATE record SET unsaid = 0 WHERE project = ? AND id = ?'),
    unsaid: database.prepare('SELECT body FROM record WHERE project = ? AND unsaid = 1 ORDER BY seq'),
    trimRecords: database.prepare(`DELETE FROM record WHERE project = ? AND request IN (SELECT id ${finished})`),
    saveRequest: database.prepare(
      `INSERT INTO request VALUES (?, ?, ?, ?, ?) ON CONFLICT (project, id)
       DO UPDATE SET is_open = excluded.is_open, updated_at = excluded.updated_at, view = excluded.view`,
    ),
    deleteRequest: database.prepare('DELETE FROM request WHERE project = ? AND id = ?'),
    trimRequests: database.prepare(`DELETE FROM request WHERE project = ? AND id IN (SELECT id ${finished})`),
    requests: database.prepare(
      'SELECT view FROM request WHERE project = ? ORDER BY is_open DESC, updated_at DESC LIMIT ?',
    ),
    request: database.prepare('SELECT view FROM request WHERE project = ? AND id = ?'),
    addEntry: database.prepare('INSERT INTO timeline (project, id, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    timeline: database.prepare('SELECT body FROM timeline WHERE project = ? ORDER BY seq DESC LIMIT ?'),
    trimTimeline: database.prepare(
      `DELETE FROM timeline WHERE project = ? AND seq <=
       (SELECT seq FROM timeline WHERE project = ? ORDER BY seq DESC LIMIT 1 OFFSET ?)`,
    ),
  };
}
