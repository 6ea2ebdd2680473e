import { commands, l10n } from 'vscode';
import {
  CreateTaskMethod,
  CreateTaskParams,
  MoveTaskMethod,
  TaskView,
  type MoveTaskParams,
} from '#schemas/protocol/tasks.ts';
import type { FromBoard } from '#schemas/webview/board.ts';
import type { Services } from '../../services.ts';
import { requireTrust } from '../../ui/trust.ts';

type Asking<Type extends FromBoard['type']> = Extract<FromBoard, { type: Type }>;

/** Asks the server to move a task, and answers what became of the task. */
export async function moveTask({ link }: Services, { task, to, reason, before }: Asking<'move'>): Promise<TaskView> {
  requireTrust();
  return await link.request(MoveTaskMethod, TaskView, { task, to, reason, before } satisfies MoveTaskParams);
}

/** Writes a task of a person down. */
export async function createTask({ link, tasks }: Services, message: Asking<'create'>): Promise<TaskView> {
  requireTrust();
  const { title, status, priority } = message;
  const project = tasks.projects.find(({ id }) => id === message.project);
  if (project === undefined)
    throw new Error(l10n.t('That project is not in this window any more. Choose another one.'));
  const params = CreateTaskParams.parse({ project: project.root, task: { title, status, priority } });
  return await link.request(CreateTaskMethod, TaskView, params);
}

/** What only opens something, by the same commands that the palette has. */
export async function show(
  { tasks }: Services,
  message: Exclude<FromBoard, { type: 'ready' | 'next' | 'move' | 'create' }>,
): Promise<void> {
  switch (message.type) {
    case 'open': {
      const task = tasks.current?.get(message.task);
      if (task === undefined) throw new Error(l10n.t('That task is not there any more.'));
      const target = task.run === null ? { kind: 'task', task: task.id } : { kind: 'run', run: task.run };
      return await commands.executeCommand(task.run === null ? 'clutch.openTask' : 'clutch.openMonitor', { target });
    }
    case 'restart-server':
      return await commands.executeCommand('clutch.restartServer');
    case 'manage-trust':
      return await commands.executeCommand('workbench.trust.manage');
    case 'open-folder':
      return await commands.executeCommand('vscode.openFolder');
    case 'new-plan':
      return await commands.executeCommand('clutch.newPlan');
  }
}
