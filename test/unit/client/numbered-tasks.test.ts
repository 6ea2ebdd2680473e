import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { ListTasksResult, TasksChangedParams } from '#schemas/protocol/tasks.ts';
import { createNumberedTasks } from '../../../client/numbered-tasks.ts';
import { taskView } from '../../helpers/tasks.ts';

const list = (seq: number, ...ids: readonly string[]): ListTasksResult => ({
  seq,
  projects: [],
  tasks: ids.map((id) => taskView(id)),
});
const change = (seq: number, changed: readonly string[], removed: readonly string[] = []): TasksChangedParams => ({
  seq,
  changed: changed.map((id) => taskView(id, { status: 'done' })),
  removed: [...removed],
});
const idsOf = (tasks: ReadonlyMap<string, unknown> | null): string[] => [...(tasks?.keys() ?? [])];

test('changes behind the list count in their order, and say what is different', () => {
  const numbered = createNumberedTasks();
  assert.equal(numbered.tasks, null);
  numbered.expectList();
  numbered.replace(list(4, 'a', 'b'), null);
  assert.deepEqual(numbered.take(change(5, ['c'], ['b', 'unknown'])), {
    changed: [taskView('c', { status: 'done' })],
    removed: ['b'],
  });
  assert.deepEqual(idsOf(numbered.tasks), ['a', 'c']);
});

test('changes that overtake the list are kept for it, and those that it holds already do not count twice', () => {
  const numbered = createNumberedTasks();
  numbered.expectList();
  assert.equal(numbered.take(change(4, [], ['b'])), null);
  assert.equal(numbered.take(change(5, ['c'])), null);
  numbered.replace(list(4, 'a', 'b'), null);
  assert.deepEqual(idsOf(numbered.tasks), ['a', 'b', 'c']);
  assert.equal(numbered.take(change(5, ['d'])), null, 'it was there before');
});

test('after a missing number nothing counts before the next list', () => {
  const numbered = createNumberedTasks();
  numbered.expectList();
  numbered.replace(list(1, 'a'), null);
  assert.equal(numbered.take(change(3, ['b'])), 'missed');
  assert.equal(numbered.take(change(2, ['b'])), 'missed');
  assert.deepEqual(idsOf(numbered.tasks), ['a'], 'what was known is still shown');
  numbered.expectList();
  numbered.replace(list(3, 'a', 'b'), null);
  assert.deepEqual(idsOf(numbered.tasks), ['a', 'b']);
});

test('a list that did not come is asked for again with the next change', () => {
  const numbered = createNumberedTasks();
  numbered.expectList();
  numbered.giveUp();
  assert.equal(numbered.take(change(9, ['a'])), 'missed');
});

test('what belongs to projects of other windows counts on and changes nothing here', () => {
  const numbered = createNumberedTasks();
  numbered.expectList();
  numbered.replace(list(1), new Set(['another']));
  assert.equal(numbered.take(change(2, ['a'])), null);
  assert.notEqual(numbered.take(change(3, ['b'])), 'missed');
  assert.deepEqual(idsOf(numbered.tasks), []);
});
