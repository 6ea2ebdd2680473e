import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import {
  CreateTaskMethod,
  ListTasksMethod,
  ListTasksResult,
  MoveTaskMethod,
  RemoveTaskMethod,
  TasksChangedMethod,
  TasksChangedParams,
  TaskView,
  UpdateTaskMethod,
} from '#schemas/protocol/tasks.ts';
import { createNumberedTasks, type NumberedTasks } from '../../client/numbered-tasks.ts';
import { simplePhases, withPlanStage } from '../helpers/plan-stage.ts';
import { until } from '../helpers/processes.ts';

interface Window {
  readonly numbered: NumberedTasks;
  readonly told: readonly TasksChangedParams[];
  request(method: string, params: object): Promise<unknown>;
  close(): void;
}

/** A window that lists the tasks of its folder and follows what is said of them, as VS Code does. */
async function windowAt(home: string, folder: string): Promise<Window> {
  const { address } = ServerInfo.parse(JSON.parse(readFileSync(path.join(home, 'server.json'), 'utf8')));
  const socket = createConnection(address);
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  const numbered = createNumberedTasks();
  const told: TasksChangedParams[] = [];
  connection.onNotification(TasksChangedMethod, (params) => {
    told.push(TasksChangedParams.parse(params));
    numbered.take(TasksChangedParams.parse(params));
  });
  connection.listen();
  numbered.expectList();
  const list = ListTasksResult.parse(await connection.sendRequest(ListTasksMethod, { folders: [folder] }));
  numbered.replace(list, new Set(list.projects.map(({ id }) => id)));
  return {
    numbered,
    told,
    request: (method, params) => connection.sendRequest(method, params),
    close() {
      connection.dispose();
      socket.destroy();
    },
  };
}

const withWindows = (play: (one: Window, other: Window, root: string) => Promise<void>): Promise<void> =>
  withPlanStage(simplePhases(1), async ({ clutch, project }) => {
    await clutch.run(project.root, 'server', 'start');
    const windows = [await windowAt(clutch.home, project.root), await windowAt(clutch.home, project.root)] as const;
    try {
      await play(...windows, project.root);
    } finally {
      for (const window of windows) window.close();
    }
  });

const create = async ({ request }: Window, project: string, title: string): Promise<TaskView> =>
  TaskView.parse(await request(CreateTaskMethod, { project, task: { title } }));

describe('two windows', () => {
  test('see what the other one writes down, moves and removes', () =>
    withWindows(async (one, other, root) => {
      const { id } = await create(one, root, 'Ours');
      await until(() => other.numbered.tasks?.get(id), { what: 'the other window sees the new task' });
      await other.request(MoveTaskMethod, { task: id, to: 'done', reason: null, before: null });
      await until(() => one.numbered.tasks?.get(id)?.status === 'done', { what: 'the first sees that it is done' });
      assert.equal(await one.request(RemoveTaskMethod, { task: id }), null);
      await until(() => other.numbered.tasks?.size === 0, { what: 'the other sees that it is gone' });
      assert.deepEqual(
        other.told.map(({ seq }) => seq),
        other.told.map((_, index) => (other.told[0]?.seq ?? 0) + index),
        'no number is missing',
      );
    }));

  test('are told of a hundred changes in a few messages, and know the last of each', () =>
    withWindows(async (one, other, root) => {
      const titles = Array.from({ length: 100 }, (_, n) => `Task ${n}`);
      await Promise.all(titles.map((title) => create(one, root, title)));
      await until(() => other.numbered.tasks?.size === 100, { what: 'the other window knows all of them' });
      assert.ok(other.told.length < 100, `${other.told.length} messages`);
    }));
});

describe('a request', () => {
  test('that makes no sense is refused with its reason', () =>
    withWindows(async (one, _other, root) => {
      const { id } = await create(one, root, 'Ours');
      for (const [method, params, why] of [
        [CreateTaskMethod, { project: root, task: { title: ' ' } }, /title/],
        [CreateTaskMethod, { project: root, task: { title: 'x', tags: ['two words'] } }, /tags/],
        [CreateTaskMethod, { project: '/nowhere/at/all', task: { title: 'x' } }, /There is no folder/],
        [CreateTaskMethod, { project: root, task: { title: 'x'.repeat(501) } }, /title/],
        [UpdateTaskMethod, { task: id, change: { dependsOn: ['gone'] } }, /There is no task gone/],
        [MoveTaskMethod, { task: id, to: 'somewhere', reason: null, before: null }, /to/],
      ] as const) {
        await assert.rejects(one.request(method, params), why);
      }
      const changed = TaskView.parse(await one.request(UpdateTaskMethod, { task: id, change: { priority: 'low' } }));
      assert.deepEqual([changed.title, changed.priority], ['Ours', 'low'], 'what is left out stays');
    }));
});
