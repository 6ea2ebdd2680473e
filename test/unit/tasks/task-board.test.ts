import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TaskDraft, type TaskView } from '#schemas/protocol/tasks.ts';
import { until } from '../../helpers/processes.ts';
import { withBoard, type BoardStage } from './board-stage.ts';

const draft = (title: string, over: Partial<TaskDraft> = {}): TaskDraft => ({ ...TaskDraft.parse({ title }), ...over });
const add = ({ board, root }: BoardStage, title: string, over: Partial<TaskDraft> = {}): TaskView =>
  board.create(root, draft(title, over));
const titles = ({ board, root }: BoardStage): string[] =>
  board
    .list([root])
    .tasks.toSorted((a, b) => a.rank - b.rank)
    .map(({ title }) => title);
/** `ui` builds on `api`, so the first of two agents is that of `api`. */
const plan = [
  { id: '1', workstreams: [{ name: 'api' }, { name: 'ui', dependsOn: ['api'] }], levels: [['true']] },
  { id: '2', workstreams: [{ name: 'all' }], levels: [['true']] },
];

describe('a task that a person wrote down', () => {
  test('is there for the next server, with its words, its place and what was said of it', () =>
    withBoard((stage) => {
      const { id } = add(stage, 'Write\n the  guide', { description: '<b>All</b> of it', tags: ['docs'] });
      add(stage, 'Second');
      stage.board.comment(id, 'by Friday');
      stage.board.move({ task: id, to: 'ready', reason: null, before: null });
      const after = stage.again();
      const { task, description, history } = after.board.show(id);
      assert.deepEqual([task.title, task.status, task.tags, task.comments], ['Write the guide', 'ready', ['docs'], 1]);
      assert.equal(description, '<b>All</b> of it');
      assert.deepEqual(
        history.map(({ kind, text, by }) => [kind, text, by]),
        [
          ['created', 'backlog', 'ana'],
          ['comment', 'by Friday', 'ana'],
          ['moved', 'backlog → ready', 'ana'],
        ],
      );
      assert.deepEqual(titles(after), titles(stage));
    }));

  test('goes anywhere, first back where it came from; what stands in its way has to be said', () =>
    withBoard((stage) => {
      const { id } = add(stage, 'One', { status: 'in_progress' });
      const done = stage.board.move({ task: id, to: 'done', reason: null, before: null });
      assert.equal(done.moves[0]?.to, 'in_progress');
      assert.throws(() => stage.board.move({ task: id, to: 'blocked', reason: null, before: null }), /needs a reason/);
      const blocked = stage.board.move({ task: id, to: 'blocked', reason: 'no key', before: null });
      assert.equal(blocked.evidence?.text, 'no key');
    }));

  test('stands before the one that it was put before, and stays there', () =>
    withBoard((stage) => {
      const [a, b, c] = ['A', 'B', 'C'].map((title) => add(stage, title));
      assert.ok(a && b && c);
      stage.board.move({ task: c.id, to: 'backlog', reason: null, before: b.id });
      assert.deepEqual(titles(stage), ['A', 'C', 'B']);
      stage.board.move({ task: a.id, to: 'backlog', reason: null, before: null });
      assert.deepEqual(titles(stage.again()), ['C', 'B', 'A']);
    }));

  test('waits for those that are not done, and hears when they are', () =>
    withBoard((stage) => {
      const first = add(stage, 'First');
      const second = add(stage, 'Second', { dependsOn: [first.id] });
      assert.deepEqual(second.waitsFor, [first.id]);
      stage.board.move({ task: first.id, to: 'done', reason: null, before: null });
      assert.deepEqual(stage.task(second.id)?.waitsFor, []);
      stage.board.move({ task: first.id, to: 'ready', reason: null, before: null });
      assert.deepEqual(stage.task(second.id)?.waitsFor, [first.id]);
      stage.board.remove(first.id);
      assert.deepEqual(stage.task(second.id)?.waitsFor, [], 'what is gone cannot be waited for');
    }));

  test('is never made to wait for itself, however long the way round', () =>
    withBoard((stage) => {
      const a = add(stage, 'A');
      const b = add(stage, 'B', { dependsOn: [a.id] });
      const c = add(stage, 'C', { dependsOn: [b.id] });
      assert.throws(
        () => stage.board.update(a.id, { dependsOn: [c.id] }),
        /for “C”, which waits for “B”, which waits for “A”/,
      );
      assert.throws(() => stage.board.update(a.id, { dependsOn: [a.id] }), /wait for itself/);
      assert.throws(() => stage.board.update(a.id, { dependsOn: ['nobody'] }), /no task nobody/);
      assert.deepEqual(stage.task(a.id)?.dependsOn, []);
    }));

  test('is changed in what was said alone, and its history says what', () =>
    withBoard((stage) => {
      const { id } = add(stage, 'One', { description: 'long', tags: ['a'] });
      stage.board.update(id, { priority: 'high' });
      stage.board.update(id, {});
      const { task, description, history } = stage.board.show(id);
      assert.deepEqual([task.priority, task.tags, description], ['high', ['a'], 'long']);
      assert.deepEqual(
        history.slice(1).map(({ text }) => text),
        ['priority: medium → high'],
      );
    }));
});

describe('a task of a run', () => {
  test('moves only by decisions that its run takes', () =>
    withBoard((stage) => {
      const run = stage.begin(plan);
      run.until('run-agent');
      const put = (to: TaskView['status'], reason: string | null = null) =>
        stage.board.move({ task: 'r/1/ui', to, reason, before: null });
      assert.throws(
        () => put('in_review'),
        /part of a run, and its status follows from git.*It can go to: backlog \(defer\), done \(skip\)/s,
      );
      assert.throws(() => put('done'), /needs a reason/);
      assert.equal(put('done', 'not wanted').status, 'done');
      assert.equal(run.worker('ui').status, 'skipped');
      assert.throws(() => put('ready'), /Nothing can be decided/);
      assert.equal(stage.board.show('r/1/ui').history.at(-1)?.text, 'skip, ready → done: not wanted');
    }));

  test('that failed is tried again by putting it to work', () =>
    withBoard((stage) => {
      const run = stage.begin(plan);
      run.until('run-agent');
      run.deed({ stopReason: 'refusal' });
      assert.equal(stage.task('r/1/api')?.status, 'blocked');
      stage.board.move({ task: 'r/1/api', to: 'in_progress', reason: null, before: null });
      assert.deepEqual(run.view.signals, []);
      assert.notEqual(stage.task('r/1/api')?.status, 'blocked');
    }));

  test('can be commented and put elsewhere in its column, but not rewritten or removed', () =>
    withBoard((stage) => {
      stage.begin(plan).until('run-agent');
      assert.equal(stage.board.comment('r/1/ui', 'look at this').comments, 1);
      stage.board.move({ task: 'r/1/validation', to: 'ready', reason: null, before: 'r/1/ui' });
      const ready = titles(stage).filter((title) => !title.startsWith('api'));
      assert.deepEqual(ready.slice(0, 2), ['Validate phase 1', 'ui (phase 1)']);
      assert.throws(() => stage.board.update('r/1/ui', { priority: 'low' }), /part of a run/);
      assert.throws(() => stage.board.remove('r/1/ui'), /It goes with its run/);
    }));

  test('is of the newest run of its plan; those of older ones are gone', () =>
    withBoard((stage) => {
      stage.begin(plan, 'old', 10).until('run-agent');
      stage.begin(plan, 'new', 20).until('run-agent');
      const runs = new Set(stage.board.list([stage.root]).tasks.map(({ run }) => run));
      assert.deepEqual([...runs], ['new']);
      stage.board.runChanged('old', 'state');
      assert.equal(stage.task('old/1/api'), undefined);
    }));
});

describe('what clients hear', () => {
  test('is only what changed, numbered from the list on', () =>
    withBoard(async (stage) => {
      const run = stage.begin(plan);
      run.until('run-agent');
      const { seq } = stage.board.list([stage.root]);
      run.until('run-agent', ({ workstream }) => workstream === 'ui');
      stage.board.runChanged('r', 'state');
      assert.deepEqual(
        stage.told.map((one) => one.seq),
        [seq + 1],
      );
      const [first] = stage.told;
      assert.ok(first?.changed.some(({ id, status }) => id === 'r/1/api' && status === 'done'));
      assert.ok(!first?.changed.some(({ id }) => id === 'r/2'));
      stage.board.runChanged('r', 'state');
      const { id } = add(stage, 'Mine');
      await until(() => stage.told.length === 2, { what: 'the second notification' });
      assert.deepEqual(
        stage.told[1]?.changed.map((task) => task.id),
        [id],
      );
    }));

  test('names what is gone', () =>
    withBoard(async (stage) => {
      const { id } = add(stage, 'Mine');
      stage.board.remove(id);
      await until(() => stage.told.some(({ removed }) => removed.includes(id)), { what: 'the removal' });
    }));

  test('is of other projects too, but a list is of those that it was asked for', () =>
    withBoard((stage) => {
      add(stage, 'Mine');
      const elsewhere = stage.board.list([`${stage.root}/..`]);
      assert.deepEqual(elsewhere.tasks, []);
      assert.equal(elsewhere.projects.length, 1);
      assert.deepEqual(
        stage.board.list([]).projects.map(({ name }) => name),
        ['shop'],
      );
      assert.equal(stage.board.list([]).tasks.length, 1);
    }));

  test('is of the projects below a folder of several, too', () =>
    withBoard((stage) => {
      const nested = path.join(stage.root, 'packages', 'till');
      mkdirSync(path.join(nested, '.clutch'), { recursive: true });
      writeFileSync(path.join(nested, '.clutch', 'config.json'), '{}');
      const { id } = stage.board.create(nested, draft('Count the change'));
      assert.ok(stage.board.list([stage.root]).tasks.some((task) => task.id === id));
    }));
});
