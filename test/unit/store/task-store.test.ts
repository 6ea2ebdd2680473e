import { test } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TaskEntry } from '#schemas/protocol/tasks.ts';
import { openTaskStore, type WrittenTask } from '../../../server/store/task-store.ts';
import { withTempDir } from '../../helpers/temp.ts';

const task = (id: string, over: Partial<WrittenTask> = {}): WrittenTask => ({
  id,
  project: 'p',
  title: `Task ${id}`,
  status: 'ready',
  cameFrom: 'backlog',
  priority: 'medium',
  role: null,
  tags: [],
  dependsOn: [],
  evidence: null,
  updatedAt: 1,
  ...over,
});
const entry = (text: string, kind: TaskEntry['kind'] = 'comment'): TaskEntry => ({ at: 1, by: 'ana', kind, text });

const noPlaces = new Map<string, number>();

test('what was saved is there again, and a change without a description leaves it', () =>
  withTempDir((home) => {
    const store = openTaskStore(home);
    store.save(task('a'), 'all about it', entry('backlog', 'created'), noPlaces);
    store.save(task('a', { priority: 'high' }), null, entry('priority', 'changed'), noPlaces);
    store.close();
    const again = openTaskStore(home);
    assert.deepEqual(again.tasks(), [task('a', { priority: 'high' })]);
    assert.equal(again.description('a'), 'all about it');
    assert.deepEqual(
      again.history('a').map(({ text }) => text),
      ['backlog', 'priority'],
    );
    again.close();
  }));

test('a task goes with its history and its place, and no other', () =>
  withTempDir((home) => {
    const store = openTaskStore(home);
    for (const id of ['a', 'b']) {
      store.save(task(id), '', entry('created', 'created'), noPlaces);
      store.addEntry(id, entry('hello'));
    }
    store.setRanks(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
    store.remove('a');
    assert.deepEqual([store.task('a'), store.history('a')], [null, []]);
    assert.deepEqual([[...store.ranks()], [...store.comments()]], [[['b', 2]], [['b', 1]]]);
    store.close();
  }));

test('of a very long history the newest is shown, in its order', () =>
  withTempDir((home) => {
    const store = openTaskStore(home);
    for (let n = 0; n < 1_005; n += 1) store.addEntry('a', entry(String(n)));
    const shown = store.history('a');
    assert.deepEqual([shown.length, shown[0]?.text, shown.at(-1)?.text], [1_000, '5', '1004']);
    store.close();
  }));

test('a file of a newer version, a damaged one and one that holds something else are told apart', () =>
  withTempDir((home) => {
    const file = path.join(home, 'tasks.db');
    const store = openTaskStore(home);
    store.save(task('a'), '', entry('created', 'created'), noPlaces);
    store.close();
    const database = new DatabaseSync(file);
    database.exec(`UPDATE task SET body = '{}'`);
    database.close();
    const odd = openTaskStore(home);
    assert.throws(() => odd.tasks(), { code: 'damaged' });
    odd.close();
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    assert.throws(() => openTaskStore(home), { code: 'newer-version', message: /Start that version/ });
    writeFileSync(file, 'no database at all, but long enough to be looked at by SQLite as if it were one '.repeat(20));
    assert.throws(() => openTaskStore(home), { code: 'damaged' });
  }));
