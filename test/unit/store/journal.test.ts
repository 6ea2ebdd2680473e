import assert from 'node:assert/strict';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import type { Effect } from '#schemas/journal/effects.ts';
import type { EngineEvent } from '#schemas/journal/events.ts';
import { JournalError, openJournal, type Journal } from '../../../server/store/journal.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { runRequest } from '../engine/world.ts';

const requested = (run: string): EngineEvent => runRequest({ run });
const readPrp = (id: string): Effect => ({ id, type: 'read-prp', root: '/p', prd: 'PRD.md', phase: '1' });
const answered = (effect: string): EngineEvent => ({ type: 'agent-answered', at: 1, effect });

/** `sql` reaches into the file behind the journal's back, as a damaged disk or another version would. */
function withJournal(work: (journal: Journal, sql: (text: string) => void, folder: string) => void): Promise<void> {
  return withTempDir((folder) => {
    const journal = openJournal(folder);
    const behind = new DatabaseSync(path.join(folder, 'journal.db'));
    try {
      work(journal, (text) => behind.exec(text), folder);
    } finally {
      behind.close();
      journal.close();
    }
  });
}

function assertJournalError(work: () => unknown, code: JournalError['code'], words: RegExp): void {
  assert.throws(work, (error) => {
    assert.ok(error instanceof JournalError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, words);
    return true;
  });
}

describe('the journal', () => {
  test('gives back what was appended, run by run and in order, also to the next server', () =>
    withTempDir((folder) => {
      const journal = openJournal(folder);
      journal.append('b', requested('b'), [readPrp('b-1')], []);
      journal.append('a', requested('a'), [readPrp('a-1')], []);
      journal.append('b', answered('b-1'), [readPrp('b-2'), readPrp('b-3')], []);
      const loaded = journal.load();
      assert.deepEqual(loaded, [
        { id: 'b', events: [requested('b'), answered('b-1')], pending: [readPrp('b-2'), readPrp('b-3')] },
        { id: 'a', events: [requested('a')], pending: [readPrp('a-1')] },
      ]);
      journal.close();
      const next = openJournal(folder);
      assert.deepEqual(next.load(), loaded);
      next.close();
    }));

  test('keeps an effect until the event that ends it, or until it is dropped', () =>
    withJournal((journal) => {
      journal.append('r', requested('r'), [readPrp('r-1'), readPrp('r-2'), readPrp('r-3')], []);
      journal.append('r', answered('r-2'), [], []);
      journal.append('r', { type: 'stop-requested', at: 2 }, [], ['r-1']);
      assert.deepEqual(journal.load()[0]?.pending, [readPrp('r-3')]);
    }));

  test('holds an event with all its effects or not at all', () =>
    withJournal((journal) => {
      journal.append('r', requested('r'), [readPrp('r-1')], []);
      const before = journal.load();
      // The second effect cannot be written, when the event, the end of r-1 and the first effect already are.
      assertJournalError(
        () => journal.append('r', answered('r-1'), [readPrp('r-2'), readPrp('r-2')], []),
        'failed',
        /UNIQUE/,
      );
      assert.deepEqual(journal.load(), before);
      journal.append('r', answered('r-1'), [readPrp('r-2')], []);
      assert.deepEqual(journal.load()[0]?.pending, [readPrp('r-2')]);
    }));

  test('says that the disk is full, loses nothing and goes on when there is space', () =>
    withJournal((journal, sql) => {
      journal.append('r', requested('r'), [readPrp('r-1')], []);
      const before = journal.load();
      sql(`CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, '${wordsOfFullDatabase()}'); END`);
      assertJournalError(
        () => journal.append('r', answered('r-1'), [readPrp('r-2')], []),
        'disk-full',
        /Free space, then resume/,
      );
      assert.deepEqual(journal.load(), before);
      sql('DROP TRIGGER full');
      journal.append('r', answered('r-1'), [readPrp('r-2')], []);
      assert.equal(journal.load()[0]?.events.length, 2);
    }));

  test('is readable by its owner only', { skip: process.platform === 'win32' }, () =>
    withTempDir((folder) => {
      const home = path.join(folder, 'home');
      openJournal(home).close();
      assert.equal(statSync(home).mode & 0o077, 0);
    }),
  );
});

describe('a journal that cannot be used is refused with the file, the cause and the way out', () => {
  test('when a newer version wrote it', () =>
    withJournal((_, sql, folder) => {
      sql('PRAGMA user_version = 99');
      assertJournalError(
        () => openJournal(folder),
        'newer-version',
        /journal\.db was written by a newer CLUTCH \(journal 99, .*Start that version/,
      );
    }));

  test('when it is no database', () =>
    withTempDir((folder) => {
      writeFileSync(
        path.join(folder, 'journal.db'),
        'not a database at all, but long enough to be looked at\n'.repeat(50),
      );
      assertJournalError(() => openJournal(folder), 'damaged', /journal\.db is damaged: .*Move it away/);
    }));

  test('when its place is taken', () =>
    withTempDir((folder) => {
      mkdirSync(path.join(folder, 'journal.db'));
      assertJournalError(() => openJournal(folder), 'failed', /journal\.db cannot be used/);
    }));

  for (const [what, body] of [
    ['is cut off', '{"type":"stop-requ'],
    ['is of an unknown kind', '{"type":"martians-landed","at":1}'],
    ['lacks a field', '{"type":"stop-requested"}'],
  ] as const) {
    test(`when an event ${what}: it is named`, () =>
      withJournal((journal, sql) => {
        journal.append('r', requested('r'), [], []);
        journal.append('r', { type: 'stop-requested', at: 2 }, [], []);
        sql(`UPDATE event SET body = '${body}' WHERE seq = 2`);
        assertJournalError(() => journal.load(), 'damaged', /journal\.db: event r\/2 cannot be read/);
      }));
  }

  test('when an effect is damaged: it is named', () =>
    withJournal((journal, sql) => {
      journal.append('r', requested('r'), [readPrp('r-1')], []);
      sql(`UPDATE outbox SET body = 'null'`);
      assertJournalError(() => journal.load(), 'damaged', /journal\.db: effect r-1 cannot be read/);
    }));
});

describe('projects and processes', () => {
  test('a project is known once, by its folder, in the order they came', () =>
    withJournal((journal) => {
      journal.addProject({ id: 'b', name: 'second', root: '/b' });
      journal.addProject({ id: 'a', name: 'first', root: '/a' });
      journal.addProject({ id: 'b', name: 'again', root: '/b' });
      journal.addProject({ id: 'c', name: 'same folder', root: '/a' });
      assert.deepEqual(journal.projects(), [
        { id: 'b', name: 'second', root: '/b' },
        { id: 'a', name: 'first', root: '/a' },
      ]);
    }));

  test('a process is remembered until it is removed, and a later one with its pid is another', () =>
    withJournal((journal) => {
      const earlier = { pid: 7, startedAt: 'boot:1' };
      const later = { pid: 7, startedAt: 'boot:2' };
      for (const one of [earlier, later, earlier]) journal.addProcess(one);
      assert.deepEqual(journal.processes(), [earlier, later]);
      journal.removeProcess(earlier);
      journal.removeProcess({ pid: 8, startedAt: 'boot:1' });
      assert.deepEqual(journal.processes(), [later]);
    }));
});

/** What SQLite itself says when a database may not grow. */
function wordsOfFullDatabase(): string {
  const database = new DatabaseSync(':memory:');
  try {
    database.exec('PRAGMA max_page_count = 2; CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(100000))');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    database.close();
  }
  return assert.fail('a full database accepted a row');
}
