import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import type { Effect } from '#schemas/journal/effects.ts';
import type { EngineEvent } from '#schemas/journal/events.ts';
import type { RecordBody } from '#schemas/journal/records.ts';
import type { GrantScope } from '#schemas/run/permission.ts';
import { JournalError, openJournal, type Journal } from '../../../server/store/journal.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { runRequest } from '../engine/world.ts';

const requested = (run: string): EngineEvent => runRequest({ run });
const readPrp = (id: string): Effect => ({ id, type: 'read-prp', root: '/p', prd: 'PRD.md', phase: '1' });
const answered = (effect: string): EngineEvent => ({ type: 'agent-answered', at: 1, effect, delivered: true });

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

function onDatabase(file: string, work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file);
  try {
    work(database);
  } finally {
    database.close();
  }
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
      journal.append('b', answered('b-1'), [readPrp('b-2'), readPrp('b-3')], ['b-1']);
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

  test('keeps an effect until it is over, whatever is heard of it before', () =>
    withJournal((journal) => {
      journal.append('r', requested('r'), [readPrp('r-1'), readPrp('r-2'), readPrp('r-3')], []);
      const seen = { type: 'work-observed' as const, at: 2, effect: 'r-3', changed: 1, outside: [] };
      journal.append('r', seen, [], []);
      journal.append('r', answered('r-2'), [], ['r-2']);
      journal.append('r', { type: 'stop-requested', at: 2 }, [], ['r-1']);
      assert.deepEqual(journal.load()[0]?.pending, [readPrp('r-3')]);
    }));

  test('holds an event with all its effects or not at all', () =>
    withJournal((journal) => {
      journal.append('r', requested('r'), [readPrp('r-1')], []);
      const before = journal.load();
      // The second effect cannot be written, when the event, the end of r-1 and the first effect already are.
      assertJournalError(
        () => journal.append('r', answered('r-1'), [readPrp('r-2'), readPrp('r-2')], ['r-1']),
        'failed',
        /UNIQUE/,
      );
      assert.deepEqual(journal.load(), before);
      journal.append('r', answered('r-1'), [readPrp('r-2')], ['r-1']);
      assert.deepEqual(journal.load()[0]?.pending, [readPrp('r-2')]);
    }));

  test('says that the disk is full, loses nothing and goes on when there is space', () =>
    withJournal((journal, sql) => {
      journal.append('r', requested('r'), [readPrp('r-1')], []);
      const before = journal.load();
      sql(`CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, '${wordsOfFullDatabase()}'); END`);
      assertJournalError(
        () => journal.append('r', answered('r-1'), [readPrp('r-2')], ['r-1']),
        'disk-full',
        /Free space, then resume/,
      );
      assert.deepEqual(journal.load(), before);
      sql('DROP TRIGGER full');
      journal.append('r', answered('r-1'), [readPrp('r-2')], ['r-1']);
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
        /journal\.db was written by a newer CLUTCH \(version 99, .*Start that version/,
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

describe('a journal of version 1', () => {
  /** As version 1 left it: the same tables but for what is trusted, and events that mean other effects. */
  function withVersion1(work: (folder: string, file: string) => void): Promise<void> {
    return withTempDir((folder) => {
      const file = path.join(folder, 'journal.db');
      const journal = openJournal(folder);
      journal.addProject({ id: 'a', name: 'first', root: '/a' });
      journal.addProcess({ pid: 7, startedAt: 'boot:1' });
      journal.append('r', requested('r'), [readPrp('r-1')], []);
      journal.close();
      onDatabase(file, (database) => database.exec('DROP TABLE trust; PRAGMA user_version = 1'));
      work(folder, file);
    });
  }

  test('is set aside with its runs; projects and processes stay', () =>
    withVersion1((folder, file) => {
      const journal = openJournal(folder);
      assert.deepEqual(journal.load(), []);
      assert.deepEqual(journal.projects(), [{ id: 'a', name: 'first', root: '/a' }]);
      assert.deepEqual(journal.processes(), [{ pid: 7, startedAt: 'boot:1' }]);
      assert.deepEqual(journal.trusted('a'), []);
      journal.close();
      onDatabase(`${file}.version-1`, (old) => {
        assert.equal(old.prepare('PRAGMA user_version').get()?.['user_version'], 1);
        assert.equal(old.prepare('SELECT count(*) AS n FROM event').get()?.['n'], 1);
        assert.equal(old.prepare('SELECT count(*) AS n FROM outbox').get()?.['n'], 1);
      });
    }));

  test('is set aside once: what the second start finds is of this version', () =>
    withVersion1((folder, file) => {
      const first = openJournal(folder);
      first.append('new', requested('new'), [readPrp('new-1')], []);
      first.close();
      const before = readFileSync(`${file}.version-1`);
      const second = openJournal(folder);
      assert.deepEqual(
        second.load().map(({ id, pending }) => [id, pending]),
        [['new', [readPrp('new-1')]]],
      );
      assert.equal(second.projects().length, 1);
      second.close();
      assert.deepEqual(readFileSync(`${file}.version-1`), before);
    }));

  test('is set aside although an earlier start was killed while it copied', () =>
    withVersion1((folder, file) => {
      writeFileSync(`${file}.version-1.part`, 'half a copy');
      openJournal(folder).close();
      assert.deepEqual(readdirSync(folder).sort(), ['journal.db', 'journal.db.version-1']);
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

describe('trust', () => {
  test('is kept per project, once, and forgotten as a whole', () =>
    withTempDir((folder) => {
      const journal = openJournal(folder);
      journal.trust('a', ['1', '2', '1']);
      journal.trust('b', ['3']);
      journal.close();
      const next = openJournal(folder);
      assert.deepEqual([next.trusted('a'), next.trusted('b')], [['1', '2'], ['3']]);
      next.revokeTrust('a');
      assert.deepEqual([next.trusted('a'), next.trusted('b')], [[], ['3']]);
      next.close();
    }));

  test('in all of a run is what its beginning or a resumption says', () =>
    withJournal((journal) => {
      const { type: _, ...request } = runRequest({ run: 'r' });
      journal.append('r', { ...request, type: 'run-requested' }, [], []);
      assert.equal(journal.isTrustedRun('r'), false);
      journal.append('r', { type: 'resume-requested', at: 2, policy: null, runtime: null, consent: 'all' }, [], []);
      journal.append('r', { type: 'resume-requested', at: 3, policy: null, runtime: null, consent: 'listed' }, [], []);
      assert.equal(journal.isTrustedRun('r'), true);
      assert.equal(journal.isTrustedRun('other'), false);
    }));
});

describe('records', () => {
  const about = { run: 'r', effect: 'r-1', phase: '1', workstream: 'api', role: 'executor', at: 1 } as const;
  const message = (text: string): RecordBody => ({ kind: 'message', from: 'executor-api', to: 'all', text });
  const permission = (scope: GrantScope): RecordBody => ({
    kind: 'permission',
    decision: {
      title: 'Install a package',
      command: 'npm install',
      paths: [],
      class: 'package-install',
      subject: 'npm install',
      outcome: 'allowed',
      by: 'person',
      clause: `allowed for ${scope} by a person`,
      scope,
    },
  });
  const session = (name: string): RecordBody => ({ kind: 'session', session: name });

  test('are read of a run, of one of its sessions, and of the kinds that are wanted, oldest first', () =>
    withJournal((journal) => {
      journal.addRecord({ ...about, body: session('one') });
      journal.addRecord({ ...about, body: message('hello') });
      journal.addRecord({ ...about, effect: 'r-2', body: session('two') });
      journal.addRecord({ ...about, run: 'other', body: session('three') });
      const bodies = (...wanted: Parameters<typeof journal.records>): RecordBody[] =>
        journal.records(...wanted).map(({ body }) => body);
      assert.deepEqual(bodies('r'), [session('one'), message('hello'), session('two')]);
      assert.deepEqual(bodies('r', { effect: 'r-1' }), [session('one'), message('hello')]);
      assert.deepEqual(bodies('r', { kinds: ['session'] }), [session('one'), session('two')]);
      assert.deepEqual(bodies('r', { kinds: ['message', 'read'] }), [message('hello')]);
      assert.deepEqual(bodies('r', { effect: 'r-2', kinds: ['session'] }), [session('two')]);
      assert.deepEqual(bodies('r', { effect: 'r-3' }), []);
    }));

  test('of decisions that hold for longer than once are found among all that was decided', () =>
    withJournal((journal) => {
      const scopes = ['once', 'run', 'once', 'workstream'] as const;
      for (const scope of scopes) journal.addRecord({ ...about, body: permission(scope) });
      journal.addRecord({ ...about, run: 'other', body: permission('run') });
      journal.addRecord({ ...about, body: message('hello') });
      const bodies = journal.lastingDecisions('r').map(({ body }) => body);
      assert.deepEqual(bodies, [permission('run'), permission('workstream')]);
    }));

  test('of one session cost what that session has left, whatever the run has', () =>
    withTempDir((folder) => {
      const journal = openJournal(folder);
      const database = new DatabaseSync(path.join(folder, 'journal.db'));
      database.exec('BEGIN');
      const insert = database.prepare('INSERT INTO record (run, body) VALUES (?, ?)');
      for (let number = 0; number < 100_000; number += 1) {
        const { run, ...rest } = { ...about, effect: `r-${number % 1_000}` };
        const body = number < 1_000 ? session(`s${number}`) : permission(number % 1_000 === 7 ? 'run' : 'once');
        insert.run(run, JSON.stringify({ ...rest, body }));
      }
      database.exec('COMMIT');
      database.close();
      const timed = (read: () => object[], length: number): number => {
        const startedAt = performance.now();
        assert.equal(read().length, length);
        return performance.now() - startedAt;
      };
      const whole = timed(() => journal.records('r'), 100_000);
      // A hundredth of the records, or less, each: the bound leaves room for a machine that does other things.
      for (let round = 0; round < 3; round += 1) {
        const own = timed(() => journal.records('r', { effect: 'r-7' }), 100);
        const last = timed(() => journal.records('r', { effect: 'r-7', kinds: ['session'] }), 1);
        const sessions = timed(() => journal.records('r', { kinds: ['session'] }), 1_000);
        const lasting = timed(() => journal.lastingDecisions('r'), 99);
        const slowest = Math.max(own, last, sessions, lasting);
        assert.ok(slowest < whole / 4, `${own}, ${last}, ${sessions} and ${lasting} ms of ${whole} ms`);
      }
      journal.close();
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
