import '../../helpers/vscode-stub/register.ts';
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import { changedRows, indexTree } from '../../../client/ui/tree-index.ts';
import { taskView, writtenTask } from '../../helpers/tasks.ts';

const { createTaskRows } = await import('../../../client/features/tasks/tree.ts');
const { everything, filterWords, choicesOf, passes } = await import('../../../client/features/tasks/filter.ts');
const { taskText, taskUri } = await import('../../../client/features/tasks/documents.ts');

const mapOf = (...tasks: readonly TaskView[]) => new Map(tasks.map((task) => [task.id, task]));
const rowsOf = (...tasks: readonly TaskView[]) => createTaskRows()(mapOf(...tasks), [], everything);

describe('the rows', () => {
  test('stand under their status with its count, what needs a person first, each in its place', () => {
    const rows = rowsOf(
      writtenTask('a', { status: 'done' }),
      writtenTask('b', { rank: 2 }),
      writtenTask('c', { rank: 1 }),
      writtenTask('d', { status: 'blocked' }),
    );
    assert.deepEqual(
      rows.map(({ label, description }) => `${label} ${description}`),
      ['Blocked 1', 'Ready 2', 'Done 1'],
    );
    assert.deepEqual(
      rows[1]?.children?.map(({ label }) => label),
      ['Task c', 'Task b'],
    );
  });

  test('say status and priority in words, and have a box to tick only where a person decides', () => {
    const [ready] = rowsOf(writtenTask('a', { priority: 'urgent', tags: ['ui'] }), taskView('b', { rank: 1 }));
    const [mine, ofRun] = ready?.children ?? [];
    assert.equal(mine?.description, 'urgent · #ui');
    assert.match(mine?.spoken ?? '', /Ready, urgent/);
    assert.deepEqual([mine?.checkbox?.ticked, ofRun?.checkbox], [false, undefined]);
    assert.match(mine?.contextValue ?? '', /^;task;person;.*move;/);
  });

  test('are kept while nothing of them changes: a change of one among many draws one', () => {
    const make = createTaskRows();
    const tasks = mapOf(...Array.from({ length: 1_000 }, (_, n) => writtenTask(`t${n}`, { rank: n })));
    const before = indexTree(make(tasks, [], everything));
    tasks.set('t7', writtenTask('t7', { rank: 7, title: 'Another title' }));
    const after = indexTree(make(tasks, [], everything));
    assert.deepEqual(changedRows(before, after), ['task:t7']);
    assert.equal(before.nodes.get('task:t8'), after.nodes.get('task:t8'));
  });

  test('show titles with tags, several lines and a million characters as they are, on one line and cut', () => {
    const titles = ['<img src=x onerror=alert(1)>', 'first\nsecond', 'x'.repeat(1_000_000)];
    const [ready] = rowsOf(...titles.map((title, rank) => writtenTask(`t${rank}`, { title, rank })));
    const labels = ready?.children?.map(({ label }) => label);
    assert.deepEqual(labels?.slice(0, 2), ['<img src=x onerror=alert(1)>', 'first second']);
    assert.equal(labels?.[2]?.length, 120);
  });
});

describe('a filter', () => {
  const tasks = [
    writtenTask('a', { priority: 'high', tags: ['ui', 'docs'] }),
    taskView('b', { role: 'validator', machine: 'lab' }),
    taskView('c', { status: 'blocked' }),
  ];
  const shown = (over: Partial<typeof everything>): string[] =>
    tasks.filter((task) => passes({ ...everything, ...over }, task)).map(({ id }) => id);

  test('lets pass what has one value of every kind that is chosen', () => {
    assert.deepEqual(shown({}), ['a', 'b', 'c']);
    assert.deepEqual(shown({ role: ['validator', 'executor'] }), ['b', 'c']);
    assert.deepEqual(shown({ role: ['executor'], status: ['ready'] }), []);
    assert.deepEqual(shown({ tag: ['docs'] }), ['a']);
    assert.deepEqual(shown({ machine: [''] }), ['a', 'c']);
    assert.deepEqual(shown({ role: [''] }), ['a']);
  });

  test('offers what there is, and is told in words', () => {
    const { role, tag, machine } = choicesOf(tasks, everything);
    assert.deepEqual(
      [role, tag, machine],
      [
        ['', 'executor', 'validator'],
        ['docs', 'ui'],
        ['', 'lab'],
      ],
    );
    assert.equal(
      filterWords({ ...everything, status: ['in_progress'], role: [''], tag: ['ui'], machine: ['lab'] }),
      'In progress, no role, #ui, lab',
    );
  });
});

test('a task reads as a document with what it waits for, its description and its history', () => {
  const task = writtenTask('a', { title: 'Write\nit', dependsOn: ['b', 'c'], waitsFor: ['b'], priority: 'high' });
  const detail = {
    task,
    description: 'All of it.\n\n- with a list',
    history: [{ at: 0, by: 'ana', kind: 'comment' as const, text: 'by\nFriday' }],
  };
  const text = taskText(detail, mapOf(writtenTask('b', { title: 'First' })));
  assert.match(text, /^# Write it\n\nReady · high priority\n\nWrite\nit\n/);
  assert.match(text, /- \[ \] First\n- \[x\] c\n/);
  assert.match(text, /All of it\.\n\n- with a list\n/);
  assert.match(text, /\*\*ana\*\* said: by\n {2}Friday\n$/);
  assert.equal(taskUri({ id: 'r/1/a', title: 'a/b: <c>' }).path, '/a-b- -c-.md');
});
