import { l10n, window } from 'vscode';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import { agentRoleWords } from '../../ui/role-words.ts';
import { statusIcon, statusTitle } from '../../ui/status-icons.ts';
import { targetOf } from '../../ui/target-of.ts';
import type { TasksStore } from '../../tasks-store.ts';
import { shortTitle } from './words.ts';

/** The task of the row, or from the palette the one that a person picks. Undefined when they left. */
export async function taskFor(
  tasks: TasksStore,
  argument: unknown,
  title: string,
  fits: (task: TaskView) => boolean,
): Promise<TaskView | undefined> {
  const target = targetOf(argument);
  if (target?.kind === 'task') {
    const task = tasks.current?.get(target.task);
    if (task !== undefined) return task;
    throw new Error(l10n.t('This task is gone: it was removed, or its run was replaced by a newer one.'));
  }
  const candidates = [...(tasks.current?.values() ?? [])].filter(fits);
  if (candidates.length === 0) {
    void window.showInformationMessage(l10n.t('There is no task that this could be done with.'));
    return undefined;
  }
  const items = candidates.map((task) => ({
    label: `$(${statusIcon(task.status).name}) ${shortTitle(task)}`,
    description: [statusTitle(task.status), ...(task.role === null ? [] : [agentRoleWords(task.role)])].join(' · '),
    task,
  }));
  const picked = await window.showQuickPick(items, {
    title,
    placeHolder: l10n.t('Which task?'),
    matchOnDescription: true,
  });
  return picked?.task;
}

export const isWritten = ({ origin }: TaskView): boolean => origin === 'person';
