import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { TaskEntry, TaskPriority, TaskStatus } from '#schemas/protocol/tasks.ts';
import { StoreError, openSqliteFile, type SqliteFile } from './sqlite-file.ts';

/** What people wrote down could not be read or written. `message` is a sentence for a person. */
export class TaskStoreError extends StoreError {
  override readonly name = 'TaskStoreError';
}

/** A task that a person wrote down, without its description, which may be long and is wanted seldom. */
export const WrittenTask = z.object({
  id: z.string(),
  /** Id of the project. */
  project: z.string(),
  title: z.string(),
  status: TaskStatus,
  /** Where it was before. */
  cameFrom: TaskStatus,
  priority: TaskPriority,
  role: z.string().nullable(),
  tags: z.array(z.string()),
  dependsOn: z.array(z.string()),
  evidence: z.object({ text: z.string(), at: z.number() }).nullable(),
  updatedAt: z.number(),
});
export type WrittenTask = z.infer<typeof WrittenTask>;

/**
 * Tasks that people wrote down, and what people said of those and of the tasks of runs: comments, decisions and places
 * in a column. A change and its line in the history are one transaction, on the disk before anybody hears of it.
 */
export interface TaskStore {
  tasks(): WrittenTask[];
  task(id: string): WrittenTask | null;
  description(task: string): string;
  /** New or changed, with the places that follow from it; `description` null: as it was. */
  save(task: WrittenTask, description: string | null, entry: TaskEntry, ranks: ReadonlyMap<string, number>): void;
  /** With its history and its place. */
  remove(task: string): void;
  /** By task. */
  ranks(): Map<string, number>;
  setRanks(ranks: ReadonlyMap<string, number>): void;
  addEntry(task: string, entry: TaskEntry): void;
  /** Oldest first; of very many, the newest 1,000. */
  history(task: string): TaskEntry[];
  /** How many there are, by task. */
  comments(): Map<string, number>;
  close(): void;
}

const VERSION = 1;
const DAMAGED = 'Move it away and CLUTCH starts with an empty one; runs and commits are not affected.';
const HISTORY_SHOWN = 1_000;

const TABLES = `
  CREATE TABLE task (id TEXT PRIMARY KEY, body TEXT NOT NULL, description TEXT NOT NULL) STRICT;
  CREATE TABLE entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, task TEXT NOT NULL, is_comment INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX entry_task ON entry (task, seq);
  CREATE TABLE place (task TEXT PRIMARY KEY, rank REAL NOT NULL) STRICT;
`;

/** `folder` is CLUTCH_HOME; the file is `tasks.db` in it. */
export function openTaskStore(folder: string): TaskStore {
  const file = path.join(folder, 'tasks.db');
  return createStore(
    openSqliteFile({
      file,
      called: file,
      version: VERSION,
      migrate(database, from) {
        if (from === 0) database.exec(`BEGIN; ${TABLES} PRAGMA user_version = ${VERSION}; COMMIT;`);
      },
      advice: { full: 'Free space and do it again; nothing that was said before is lost.', damaged: DAMAGED },
      fail: (...said) => new TaskStoreError(...said),
    }),
  );
}

function createStore({ database, guarded, transaction, read }: SqliteFile): TaskStore {
  const statements = prepare(database);
  const add = (task: string, entry: TaskEntry): void =>
    void statements.addEntry.run(task, entry.kind === 'comment' ? 1 : 0, JSON.stringify(entry));
  const place = (ranks: ReadonlyMap<string, number>): void => {
    for (const [task, rank] of ranks) statements.setRank.run(task, rank);
  };
  return {
    tasks: () => guarded(() => statements.tasks.all().map((row) => read(WrittenTask, row['body']))),
    task: (id) =>
      guarded(() => {
        const row = statements.task.get(id);
        return row === undefined ? null : read(WrittenTask, row['body']);
      }),
    description: (task) => guarded(() => String(statements.description.get(task)?.['description'] ?? '')),
    save: (task, description, entry, ranks) =>
      transaction(() => {
        place(ranks);
        statements.save.run(task.id, JSON.stringify(task), description ?? '');
        if (description !== null) statements.describe.run(description, task.id);
        add(task.id, entry);
      }),
    remove: (task) =>
      transaction(() => {
        for (const statement of [statements.remove, statements.removeEntries, statements.removePlace]) {
          statement.run(task);
        }
      }),
    ranks: () =>
      guarded(() => new Map(statements.ranks.all().map((row) => [String(row['task']), Number(row['rank'])]))),
    setRanks: (ranks) => transaction(() => place(ranks)),
    addEntry: (task, entry) => transaction(() => add(task, entry)),
    history: (task) =>
      guarded(() =>
        statements.history
          .all(task, HISTORY_SHOWN)
          .map((row) => read(TaskEntry, row['body']))
          .toReversed(),
      ),
    comments: () =>
      guarded(() => new Map(statements.comments.all().map((row) => [String(row['task']), Number(row['n'])]))),
    close: () => database.close(),
  };
}

function prepare(database: DatabaseSync) {
  return {
    tasks: database.prepare('SELECT body FROM task ORDER BY rowid'),
    task: database.prepare('SELECT body FROM task WHERE id = ?'),
    description: database.prepare('SELECT description FROM task WHERE id = ?'),
    save: database.prepare('INSERT INTO task VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body'),
    describe: database.prepare('UPDATE task SET description = ? WHERE id = ?'),
    remove: database.prepare('DELETE FROM task WHERE id = ?'),
    removeEntries: database.prepare('DELETE FROM entry WHERE task = ?'),
    removePlace: database.prepare('DELETE FROM place WHERE task = ?'),
    ranks: database.prepare('SELECT task, rank FROM place'),
    setRank: database.prepare('INSERT INTO place VALUES (?, ?) ON CONFLICT (task) DO UPDATE SET rank = excluded.rank'),
    addEntry: database.prepare('INSERT INTO entry (task, is_comment, body) VALUES (?, ?, ?)'),
    history: database.prepare('SELECT body FROM entry WHERE task = ? ORDER BY seq DESC LIMIT ?'),
    comments: database.prepare('SELECT task, count(*) AS n FROM entry WHERE is_comment = 1 GROUP BY task'),
  };
}
