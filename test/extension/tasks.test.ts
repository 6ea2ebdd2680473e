/** The tree of tasks in the real extension host: written down here and on the command line, moved, ticked and dropped. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import type { ClutchExtension } from '../../client/extension.ts';
import { taskUri } from '../../client/features/tasks/documents.ts';
import { dropTasks, tickTask } from '../../client/features/tasks/task-tree.ts';
import { dragController } from '../../client/ui/tree-drag.ts';
import { connectedClutch, until } from '../helpers/vscode-host/clutch.ts';
import { machineAt, type Machine } from '../helpers/vscode-host/machine.ts';
import { openSampleProject } from '../helpers/vscode-host/sample.ts';

describe('the tasks', () => {
  let clutch: ClutchExtension;
  let terminal: Machine;
  let first = '';
  let second = '';
  const task = (id: string): TaskView | undefined => clutch.tasks?.get(id);
  const row = (id: string) => ({ id: `task:${id}`, target: { kind: 'task' as const, task: id } });
  const inStatus = (id: string, status: TaskView['status']) =>
    until(`${id} to be ${status}`, () => task(id)?.status === status);

  before(async () => {
    const root = openSampleProject();
    const home = process.env['CLUTCH_HOME'];
    assert.ok(home);
    clutch = await connectedClutch();
    terminal = machineAt(home, root, 'desk');
    first = Object(await terminal.json('tasks', 'add', 'Write the <b>guide</b>', '--priority', 'high')).id;
    second = Object(await terminal.json('tasks', 'add', 'Publish it', '--waits-for', first)).id;
    await vscode.commands.executeCommand('clutch.tasks.focus');
  });

  after(async () => {
    for (const id of [second, first]) await terminal.json('tasks', 'remove', id, '--yes').catch(() => undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('that somebody writes down elsewhere are here as soon as the server has them', async () => {
    await until('both', () => task(first) !== undefined && task(second) !== undefined);
    assert.deepEqual([task(first)?.priority, task(second)?.waitsFor], ['high', [first]]);
  });

  it('move by the command of their row', async () => {
    await vscode.commands.executeCommand('clutch.moveTask', { ...row(first), to: 'ready', before: null });
    await inStatus(first, 'ready');
  });

  it('are done when they are ticked, and back where they were when they are unticked', async () => {
    await tickTask(clutch.tasks, row(first).target, true);
    await inStatus(first, 'done');
    assert.deepEqual(task(second)?.waitsFor, []);
    await tickTask(clutch.tasks, row(first).target, false);
    await inStatus(first, 'ready');
  });

  it('go where they are dropped: onto a status, and before another task', async () => {
    const controller = dragController('clutch.tasks', {
      canDrag: ({ kind }) => kind === 'task',
      drop: (dragged, onto) => dropTasks(dragged, onto, (id) => task(id)?.status),
    });
    const drag = async (id: string, onto: Parameters<NonNullable<typeof controller.handleDrop>>[0]): Promise<void> => {
      const transfer = new vscode.DataTransfer();
      const { token } = new vscode.CancellationTokenSource();
      await controller.handleDrag?.([row(id)], transfer, token);
      await controller.handleDrop?.(onto, transfer, token);
    };
    await drag(second, { id: 'status:in_review', target: { kind: 'column', status: 'in_review' } });
    await inStatus(second, 'in_review');
    await drag(second, row(first));
    await inStatus(second, 'ready');
    await until('it to stand before', () => (task(second)?.rank ?? 0) < (task(first)?.rank ?? 0));
  });

  it('open as documents that follow what happens to them', async () => {
    await vscode.commands.executeCommand('clutch.openTask', row(first));
    const found = task(first);
    assert.ok(found);
    const editor = await until('the document', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'clutch-task'),
    );
    assert.equal(editor.document.uri.toString(), taskUri(found).toString());
    assert.match(editor.document.getText(), /^# Write the <b>guide<\/b>\n\nReady · high priority/);
    await terminal.json('tasks', 'comment', first, 'by', 'Friday');
    await until('the comment', () => editor.document.getText().includes('said: by Friday'));
  });

  it('have commands for everything, in the palette as well', async () => {
    const commands = new Set(await vscode.commands.getCommands(true));
    for (const verb of ['newTask', 'moveTask', 'editTask', 'commentTask', 'removeTask', 'filterTasks', 'openTask']) {
      assert.ok(commands.has(`clutch.${verb}`), verb);
    }
  });
});
