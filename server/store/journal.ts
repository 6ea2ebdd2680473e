import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Effect } from '#schemas/journal/effects.ts';
import { EngineEvent, JOURNAL_VERSION } from '#schemas/journal/events.ts';
import { type RecordBody, SessionRecord } from '#schemas/journal/records.ts';
import type { ProcessIdentity } from '../engine/ports.ts';
import { createPromptStore, PROMPT_TABLES, type PromptStore } from './prompt-store.ts';
import { StoreError, openSqliteFile, type SqliteFile } from './sqlite-file.ts';

/** The journal could not be read or written. `message` is a sentence for a person. */
export class JournalError extends StoreError {
  override readonly name = 'JournalError';
}

export interface StoredRun {
  readonly id: string;
  readonly events: readonly EngineEvent[];
  /** Effects that were asked for and whose outcome is not journaled. */
  readonly pending: readonly Effect[];
}

export interface StoredProject {
  readonly id: string;
  readonly name: string;
  readonly root: string;
}

/** Which records are read; all of the run where neither is said. */
export interface WantedRecords {
  /** Id of the effect whose session left them. */
  readonly effect?: string | undefined;
  readonly kinds?: readonly RecordBody['kind'][] | undefined;
}

/**
 * The only durable state of ours. An event and the effects it caused are one transaction: after `kill -9` at any
 * instruction, what was decided is here, and what is not here was not decided.
 */
export interface Journal extends PromptStore {
  append(run: string, event: EngineEvent, effects: readonly Effect[], over: readonly string[]): void;
  load(): StoredRun[];
  projects(): StoredProject[];
  addProject(project: StoredProject): void;
  /** Process groups started by us that were not seen to end. */
  processes(): ProcessIdentity[];
  addProcess(process: ProcessIdentity): void;
  removeProcess(process: ProcessIdentity): void;
  /** Hashes of what a person has trusted in a project. */
  trusted(project: string): string[];
  trust(project: string, hashes: readonly string[]): void;
  revokeTrust(project: string): void;
  /** Whether a person agreed to all that the run starts, when it began or when it was resumed. */
  isTrustedRun(run: string): boolean;
  addRecord(record: Omit<SessionRecord, 'id'>): void;
  /** Of one run, oldest first. A run may leave a hundred thousand, so ask for those that are wanted. */
  records(run: string, wanted?: WantedRecords): SessionRecord[];
  /** The decisions of one run that hold for longer than once, oldest first. */
  lastingDecisions(run: string): SessionRecord[];
  close(): void;
}

const TABLES = `
  CREATE TABLE event (run TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (run, seq)) STRICT;
  CREATE TABLE outbox (effect TEXT PRIMARY KEY, run TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE project (id TEXT PRIMARY KEY, name TEXT NOT NULL, root TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE process (pid INTEGER NOT NULL, started_at TEXT NOT NULL, PRIMARY KEY (pid, started_at)) STRICT;
`;

/** Apart from the others, because what a project may start outlives the runs of an earlier version. */
const TRUST =
  'CREATE TABLE IF NOT EXISTS trust (project TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (project, hash)) STRICT;';

/** Word for word as they stand in the indexes: that is how SQLite knows that it can use those. */
const RECORD_EFFECT = "json_extract(body, '$.effect')";
const RECORD_KIND = "json_extract(body, '$.body.kind')";
const IS_LASTING = "json_extract(body, '$.body.decision.scope') <> 'once'";

/** What sessions leave behind. No event of the engine, so it has no version of its own. */
const RECORDS = `
  CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS record_effect ON record (run, ${RECORD_EFFECT}, ${RECORD_KIND});
  CREATE INDEX IF NOT EXISTS record_kind ON record (run, ${RECORD_KIND});
  CREATE INDEX IF NOT EXISTS record_lasting ON record (run) WHERE ${IS_LASTING};
`;

export function openJournal(folder: string): Journal {
  const file = path.join(folder, 'journal.db');
  return createJournal(
    openSqliteFile({
      file,
      called: `The journal ${file}`,
      version: JOURNAL_VERSION,
      migrate: (database, from) => migrate(database, file, from),
      advice: {
        full: 'Free space, then resume; nothing that was journaled is lost.',
        damaged: 'Move it away and CLUTCH starts with an empty journal; commits and WORKFLOW.md are not affected.',
      },
      fail: (...said) => new JournalError(...said),
    }),
    file,
  );
}

function migrate(database: DatabaseSync, file: string, from: number): void {
  if (from === 0) database.exec(`BEGIN; ${TABLES} PRAGMA user_version = ${JOURNAL_VERSION}; COMMIT;`);
  if (from === 1) setRunsAside(database, file);
  database.exec(`${TRUST} ${RECORDS} ${PROMPT_TABLES}`);
  addMarks(database);
}

/** Journals of before the marks have processes without one. */
function addMarks(database: DatabaseSync): void {
  const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all('process');
  if (!columns.some(({ name }) => name === 'mark')) database.exec('ALTER TABLE process ADD COLUMN mark TEXT');
}

/**
 * Events of journal 1 mean other effects to this engine, so its runs cannot go on. They are kept in a copy beside the
 * journal, which an earlier version reads when it is put back; projects and processes stay. What was committed is in
 * git, and WORKFLOW.md says where to go on.
 */
function setRunsAside(database: DatabaseSync, file: string): void {
  const copy = `${file}.version-1`;
  rmSync(`${copy}.part`, { force: true });
  database.prepare('VACUUM INTO ?').run(`${copy}.part`);
  renameSync(`${copy}.part`, copy);
  database.exec(`BEGIN; DELETE FROM event; DELETE FROM outbox; PRAGMA user_version = ${JOURNAL_VERSION}; COMMIT;`);
}

function createJournal({ database, guarded, transaction }: SqliteFile, file: string): Journal {
  const statements = prepare(database);
  const prompts = createPromptStore(database);
  return {
    append(run, event, effects, over) {
      transaction(() => {
        statements.insertEvent.run(run, run, JSON.stringify(event));
        for (const effect of over) statements.deleteEffect.run(effect);
        for (const effect of effects) statements.insertEffect.run(effect.id, run, JSON.stringify(effect));
      });
    },
    load: () => guarded(() => loadRuns(statements, file)),
    projects: () => guarded(() => statements.projects.all().map(toProject)),
    addProject: ({ id, name, root }) => transaction(() => statements.insertProject.run(id, name, root)),
    processes: () =>
      guarded(() =>
        statements.processes.all().map((row) => ({
          pid: Number(row['pid']),
          startedAt: String(row['started_at']),
          ...(row['mark'] === null ? {} : { mark: String(row['mark']) }),
        })),
      ),
    addProcess: ({ pid, startedAt, mark }) =>
      transaction(() => statements.insertProcess.run(pid, startedAt, mark ?? null)),
    removeProcess: ({ pid, startedAt }) => transaction(() => statements.deleteProcess.run(pid, startedAt)),
    trusted: (project) => guarded(() => statements.trusted.all(project).map((row) => String(row['hash']))),
    trust: (project, hashes) =>
      transaction(() => {
        for (const hash of hashes) statements.insertTrust.run(project, hash);
      }),
    revokeTrust: (project) => transaction(() => statements.deleteTrust.run(project)),
    isTrustedRun: (run) => guarded(() => statements.consent.get(run) !== undefined),
    addRecord: ({ run, ...rest }) => transaction(() => statements.insertRecord.run(run, JSON.stringify(rest))),
    records: (run, wanted) => guarded(() => readRecords(database, run, wanted ?? {}).flatMap(toRecord)),
    lastingDecisions: (run) => guarded(() => statements.lasting.all(run).flatMap(toRecord)),
    sentPrompts: (after, limit) => guarded(() => prompts.sentPrompts(after, limit)),
    keepWording: (wording) => transaction(() => prompts.keepWording(wording)),
    wordings: () => guarded(prompts.wordings),
    close: () => database.close(),
  };
}

type Statements = ReturnType<typeof prepare>;

function prepare(database: DatabaseSync) {
  return {
    insertEvent: database.prepare(
      'INSERT INTO event VALUES (?, (SELECT coalesce(max(seq), 0) + 1 FROM event WHERE run = ?), ?)',
    ),
    events: database.prepare('SELECT run, seq, body FROM event ORDER BY rowid'),
    insertEffect: database.prepare('INSERT INTO outbox VALUES (?, ?, ?)'),
    deleteEffect: database.prepare('DELETE FROM outbox WHERE effect = ?'),
    outbox: database.prepare('SELECT run, effect, body FROM outbox ORDER BY rowid'),
    insertProject: database.prepare('INSERT INTO project VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    projects: database.prepare('SELECT id, name, root FROM project ORDER BY rowid'),
    insertProcess: database.prepare(
      'INSERT INTO process (pid, started_at, mark) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    deleteProcess: database.prepare('DELETE FROM process WHERE pid = ? AND started_at = ?'),
    trusted: database.prepare('SELECT hash FROM trust WHERE project = ? ORDER BY rowid'),
    insertTrust: database.prepare('INSERT INTO trust VALUES (?, ?) ON CONFLICT DO NOTHING'),
    deleteTrust: database.prepare('DELETE FROM trust WHERE project = ?'),
    consent: database.prepare(
      `SELECT 1 FROM event WHERE run = ? AND json_extract(body, '$.type') IN ('run-requested', 'resume-requested')
       AND json_extract(body, '$.consent') = 'all' LIMIT 1`,
    ),
    insertRecord: database.prepare('INSERT INTO record (run, body) VALUES (?, ?)'),
    lasting: database.prepare(`SELECT id, run, body FROM record WHERE run = ? AND ${IS_LASTING} ORDER BY id`),
    processes: database.prepare('SELECT pid, started_at, mark FROM process'),
  };
}

function loadRuns(statements: Statements, file: string): StoredRun[] {
  const runs = new Map<string, { id: string; events: EngineEvent[]; pending: Effect[] }>();
  for (const row of statements.events.all()) {
    const id = String(row['run']);
    const run = runs.get(id) ?? { id, events: [], pending: [] };
    runs.set(id, run);
    run.events.push(read(EngineEvent, row['body'], `${file}: event ${id}/${String(row['seq'])}`));
  }
  for (const row of statements.outbox.all()) {
    const effect = read(Effect, row['body'], `${file}: effect ${String(row['effect'])}`);
    runs.get(String(row['run']))?.pending.push(effect);
  }
  return [...runs.values()];
}

function read<T>(schema: { parse(data: unknown): T }, body: unknown, where: string): T {
  try {
    return schema.parse(JSON.parse(String(body)));
  } catch (cause) {
    const message = `${where} cannot be read. The file is damaged; move it away and CLUTCH starts with an empty journal. Commits and WORKFLOW.md are not affected.`;
    throw new JournalError('damaged', message, cause);
  }
}

function readRecords(database: DatabaseSync, run: string, { effect, kinds }: WantedRecords) {
  const conditions = ['run = ?'];
  const values = [run];
  if (effect !== undefined) {
    conditions.push(`${RECORD_EFFECT} = ?`);
    values.push(effect);
  }
  if (kinds !== undefined) {
    conditions.push(`${RECORD_KIND} IN (SELECT value FROM json_each(?))`);
    values.push(JSON.stringify(kinds));
  }
  const where = conditions.join(' AND ');
  return database.prepare(`SELECT id, run, body FROM record WHERE ${where} ORDER BY id`).all(...values);
}

/** One that cannot be read is left out: nothing that is decided depends on it. */
function toRecord(row: Record<string, unknown>): SessionRecord[] {
  const body: unknown = JSON.parse(String(row['body']));
  const parsed = SessionRecord.safeParse({ ...Object(body), id: row['id'], run: row['run'] });
  return parsed.success ? [parsed.data] : [];
}

function toProject(row: Record<string, unknown>): StoredProject {
  return { id: String(row['id']), name: String(row['name']), root: String(row['root']) };
}
