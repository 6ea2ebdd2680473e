import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { ListTasksResult, TaskDetail, TaskView } from '#schemas/protocol/tasks.ts';
import { until } from '../helpers/processes.ts';
import { done, sharedServer, waitFor, withOwnServer, write, type Stage } from '../helpers/stage.ts';

const { play } = sharedServer();
const List = ListTasksResult.omit({ seq: true });

async function tasksOf({ command }: Stage, ...filters: string[]): Promise<TaskView[]> {
  const { stdout, stderr, code } = await command('tasks', ...filters, '--json');
  assert.equal(code, 0, stderr);
  return List.parse(JSON.parse(stdout)).tasks;
}

async function task({ command }: Stage, ...args: string[]): Promise<TaskView> {
  const { stdout, stderr } = await command('tasks', ...args, '--json');
  assert.equal(stderr, '');
  return TaskView.parse(JSON.parse(stdout));
}

describe('clutch tasks', () => {
  test('writes down, moves, comments, edits, shows and removes', () =>
    play([{ workstreams: [{ name: 'alpha' }] }], {}, async (stage) => {
      const first = await task(stage, 'add', 'Write', 'the', 'guide', '--priority', 'high', '--tag', 'docs');
      assert.deepEqual([first.title, first.status, first.priority], ['Write the guide', 'backlog', 'high']);
      const second = await task(stage, 'add', 'Publish it', '--status', 'ready', '--waits-for', first.id);
      assert.deepEqual(await tasksOf(stage, '--ready'), [], 'it waits for the first');
      assert.equal((await task(stage, 'move', first.id.slice(0, 6), 'done')).status, 'done');
      assert.deepEqual(
        (await tasksOf(stage, '--ready')).map(({ id }) => id),
        [second.id],
      );
      assert.deepEqual(
        (await tasksOf(stage, '--tag', 'docs', '--status', 'done')).map(({ id }) => id),
        [first.id],
      );
      await task(stage, 'comment', second.id, 'by', 'Friday');
      await task(stage, 'edit', second.id, '--priority', 'urgent', '--waits-for', 'none');
      const { stdout } = await stage.command('tasks', 'show', second.id, '--json');
      const detail = TaskDetail.parse(JSON.parse(stdout));
      assert.deepEqual([detail.task.priority, detail.task.dependsOn, detail.task.comments], ['urgent', [], 1]);
      assert.deepEqual(
        detail.history.map(({ kind }) => kind),
        ['created', 'comment', 'changed'],
      );
      const unsure = await stage.command('tasks', 'remove', second.id);
      assert.deepEqual([unsure.code, /--yes/.test(unsure.stderr)], [2, true]);
      assert.equal((await stage.command('tasks', 'remove', second.id, '--yes')).code, 0);
      assert.equal((await tasksOf(stage)).length, 1);
    }));

  test('says what is wrong with a request, and changes nothing', () =>
    play([{ workstreams: [{ name: 'alpha' }] }], {}, async (stage) => {
      const { id } = await task(stage, 'add', 'One');
      for (const [args, why] of [
        [['add'], /title is not possible/],
        [['add', 'x', '--priority', 'soon'], /priority is not possible: .*"urgent"/],
        [['move', id, 'nowhere'], /to is not possible/],
        [['move', id, 'blocked'], /needs a reason/],
        [['move', 'nothing', 'done'], /There is no task nothing/],
        [['edit', id, '--waits-for', id], /wait for itself/],
        [['dance'], /knows list, add, move, comment, show, edit and remove/],
      ] as const) {
        const { code, stderr } = await stage.command('tasks', ...args);
        assert.deepEqual([code, why.test(stderr)], [2, true], `${args.join(' ')}: ${stderr}`);
      }
      assert.deepEqual(
        (await tasksOf(stage)).map(({ title, status }) => [title, status]),
        [['One', 'backlog']],
      );
    }));

  test('of a run follow what is proved; a move is a decision that the run takes', () =>
    play(
      (folder) => [
        {
          workstreams: [
            { name: 'alpha', steps: [waitFor(folder, 'go'), write('1-alpha.txt'), done] },
            { name: 'beta', steps: [write('1-beta.txt'), done], dependsOn: ['alpha'] },
          ],
          commands: ['test -f 1-alpha.txt'],
        },
      ],
      {},
      async (stage) => {
        await stage.run('--detach');
        const named = async (name: string): Promise<TaskView | undefined> =>
          (await tasksOf(stage)).find(({ workstream }) => workstream === name);
        const alpha = await until(
          async () => {
            const found = await named('alpha');
            return found?.status === 'in_progress' ? found : null;
          },
          { what: 'alpha is at work' },
        );
        const refused = await stage.command('tasks', 'move', alpha.id, 'in_review');
        assert.equal(refused.code, 2);
        assert.match(
          refused.stderr,
          /its status follows from git, receipts and reports\. It can go to: .*done \(skip\)/,
        );
        const beta = await named('beta');
        assert.ok(beta);
        const skipped = await task(stage, 'move', beta.id, 'done', '--reason', 'not needed');
        assert.deepEqual([skipped.status, skipped.moves], ['done', []]);
        writeFileSync(path.join(stage.folder, 'go'), '');
        await stage.finished();
        assert.deepEqual([...new Set((await tasksOf(stage)).map(({ status }) => status))], ['done']);
        const after = await stage.command('tasks', 'move', alpha.id, 'ready');
        assert.match(after.stderr, /Nothing can be decided about it now/);
      },
    ));
});

test('what was said before the server was killed is there afterwards, word for word', () =>
  withOwnServer([{ workstreams: [{ name: 'alpha' }] }], {}, async (stage) => {
    const { id } = await task(stage, 'add', 'Survive', '--description', 'all of it', '--tag', 'a');
    const last = await task(stage, 'move', id, 'in_progress');
    await stage.clutch.killServer();
    assert.deepEqual(await tasksOf(stage), [last]);
    const { stdout } = await stage.command('tasks', 'show', id, '--json');
    assert.equal(TaskDetail.parse(JSON.parse(stdout)).description, 'all of it');
  }));
