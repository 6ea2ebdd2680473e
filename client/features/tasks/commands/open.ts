import { commands, l10n } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { taskUri } from '../documents.ts';
import { taskFor } from '../pick-task.ts';

/** Opens the task's document: its description and what happened to it. */
export const openTask: CommandHandler = async ({ tasks }, argument) => {
  const task = await taskFor(tasks, argument, l10n.t('Open Task'), () => true);
  if (task !== undefined) await commands.executeCommand('vscode.open', taskUri(task));
};

/** Opens the run that a task is part of. */
export const showTaskInMonitor: CommandHandler = async ({ tasks }, argument) => {
  const task = await taskFor(tasks, argument, l10n.t('Show Task in Monitor'), ({ run }) => run !== null);
  if (task?.run == null) return;
  await commands.executeCommand('clutch.openMonitor', { target: { kind: 'run', run: task.run } });
};
