import { test } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RequestView, TimelineEntry } from '#schemas/protocol/collab.ts';
import type { RequestRecord } from '#schemas/wire/request-record.ts';
import { foldRequest, requestView } from '../../../server/collab/requests/fold-request.ts';
import { openCollabStore } from '../../../server/store/collab-store.ts';
import { withTempDir } from '../../helpers/temp.ts';

const viewOf = (records: readonly RequestRecord[]): RequestView | null => {
  const state = foldRequest(records);
  return state && requestView(state, records, null);
};

const sent = (id: string): RequestRecord => ({
  id,
  request: id,
  from: 'main',
  to: 'lab',
  byMain: true,
  token: null,
  at: 1,
  type: 'request',
  body: { kind: 'task', title: `Task ${id}`, text: '', author: 'ana', needs: [], decides: 'main' },
});

const finished = (request: string, at: number): RequestRecord => ({
  ...sent(`${request}-result`),
  request,
  from: 'lab',
  at,
  type: 'request-result',
  body: { status: 'completed', text: 'done', author: 'ben' },
});

const entry = (id: string): TimelineEntry => ({
  id,
  at: 1,
  from: 'main',
  to: 'all',
  type: 'note',
  text: `note ${id}`,
  file: null,
});

test('a record counts once, however often it is applied, also after a restart', () =>
  withTempDir((home) => {
    const store = openCollabStore(home);
    assert.equal(store.apply('p', sent('a'), viewOf, false), true);
    assert.equal(store.apply('p', sent('a'), viewOf, false), false);
    assert.equal(store.apply('q', sent('a'), viewOf, false), true, 'another project has records of its own');
    store.close();
    const again = openCollabStore(home);
    assert.equal(again.apply('p', sent('a'), viewOf, false), false);
    assert.equal(again.recordsOf('p', 'a').length, 1);
    assert.equal(again.request('p', 'a')?.title, 'Task a');
    again.close();
  }));

test('open requests come first, then the newest', () =>
  withTempDir((home) => {
    const store = openCollabStore(home);
    for (const id of ['a', 'b', 'c']) store.apply('p', sent(id), viewOf, false);
    store.apply('p', finished('a', 50), viewOf, false);
    store.apply('p', finished('b', 60), viewOf, false);
    assert.deepEqual(
      store.requests('p', 10).map(({ id }) => id),
      ['c', 'b', 'a'],
    );
    store.close();
  }));

test('only the newest finished requests stay, and all that are open', () =>
  withTempDir((home) => {
    const store = openCollabStore(home);
    store.apply('p', sent('open'), viewOf, false);
    const database = new DatabaseSync(path.join(home, 'collab.db'));
    const record = database.prepare("INSERT INTO record (project, id, request, unsaid, body) VALUES ('p', ?, ?, 0, ?)");
    const request = database.prepare("INSERT INTO request VALUES ('p', ?, 0, ?, ?)");
    database.exec('BEGIN');
    for (let one = 0; one < 2_002; one += 1) {
      record.run(`r${one}`, `r${one}`, JSON.stringify(sent(`r${one}`)));
      request.run(`r${one}`, one, JSON.stringify(done(one)));
    }
    database.exec('COMMIT');
    database.close();
    store.apply('p', finishedFirst('r2002', 2_002), () => done(2_002), false);
    const ids = store.requests('p', 5_000).map(({ id }) => id);
    assert.equal(ids.length, 2_001);
    assert.equal(ids[0], 'open');
    assert.equal(ids.at(-1), 'r3');
    assert.deepEqual(store.recordsOf('p', 'r0'), []);
    store.close();
  }));

const finishedFirst = (id: string, at: number): RequestRecord => ({ ...sent(id), at });
const done = (at: number): RequestView => {
  const record = finishedFirst(`r${at}`, at);
  const state = foldRequest([record]);
  assert.ok(state);
  return { ...requestView(state, [record], null), status: 'completed' };
};

test('the timeline keeps its newest ten thousand lines, each once', () =>
  withTempDir((home) => {
    const store = openCollabStore(home);
    const database = new DatabaseSync(path.join(home, 'collab.db'));
    const insert = database.prepare('INSERT INTO timeline (project, id, body) VALUES (?, ?, ?)');
    database.exec('BEGIN');
    for (let one = 0; one < 10_200; one += 1) insert.run('p', `old-${one}`, JSON.stringify(entry(`old-${one}`)));
    database.exec('COMMIT');
    database.close();
    store.addEntry('p', entry('new'));
    store.addEntry('p', entry('new'));
    const lines = store.timeline('p', 20_000);
    assert.equal(lines.length, 10_000);
    assert.equal(lines[0]?.id, 'new');
    assert.equal(lines[1]?.id, 'old-10199');
    store.close();
  }));

test('what this machine says is unsaid until the transport has it', () =>
  withTempDir((home) => {
    const store = openCollabStore(home);
    store.apply('p', sent('a'), viewOf, true);
    store.apply('p', sent('b'), viewOf, true);
    store.said('p', 'a');
    assert.deepEqual(
      store.unsaid('p').map(({ id }) => id),
      ['b'],
    );
    store.withdraw('p', sent('b'), viewOf);
    assert.deepEqual(store.unsaid('p'), []);
    assert.equal(store.request('p', 'b'), null);
    store.close();
  }));

test('a store of a newer version is refused and stays as it is', () =>
  withTempDir((home) => {
    openCollabStore(home).close();
    const database = new DatabaseSync(path.join(home, 'collab.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    assert.throws(() => openCollabStore(home), { code: 'newer-version', message: /newer CLUTCH.*CLUTCH_HOME/ });
  }));

test('a damaged store says what to do', () =>
  withTempDir((home) => {
    writeFileSync(path.join(home, 'collab.db'), 'this is no database, and never was one'.repeat(200));
    assert.throws(() => openCollabStore(home), { code: 'damaged', message: /Move it away/ });
  }));
