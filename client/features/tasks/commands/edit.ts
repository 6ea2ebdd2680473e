import { l10n } from 'vscode';
import {
  ShowTaskMethod,
  type ShowTaskParams,
  type TaskChange,
  TaskDetail,
  UpdateTaskMethod,
  type UpdateTaskParams,
  TaskView,
} from '#schemas/protocol/tasks.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { AgentRole } from '#schemas/run/policy.ts';
import { askFields, askPriority, type Fields } from '../fields.ts';
import { isWritten, taskFor } from '../pick-task.ts';

/** Changes what was written of a task; sends only what the person changed. */
export const editTask: CommandHandler = async ({ tasks, link }, argument) => {
  requireTrust();
  const title = l10n.t('Edit Task');
  const found = await taskFor(tasks, argument, title, isWritten);
  if (found === undefined) return;
  requireWritten(found);
  const { task, description } = await link.request(ShowTaskMethod, TaskDetail, {
    task: found.id,
  } satisfies ShowTaskParams);
  const given: Fields = {
    title: task.title,
    description,
    status: null,
    priority: task.priority,
    role: AgentRole.safeParse(task.role).data ?? null,
    tags: task.tags,
    dependsOn: task.dependsOn,
  };
  const others = [...(tasks.current?.values() ?? [])].filter(
    (one) => one.project === task.project && one.id !== task.id,
  );
  const fields = await askFields(given, { title, save: l10n.t('Save'), others });
  if (fields === undefined) return;
  const change = changeOf(given, fields);
  await link.request(UpdateTaskMethod, TaskView, { task: task.id, change } satisfies UpdateTaskParams);
};

export const setTaskPriority: CommandHandler = async ({ tasks, link }, argument) => {
  requireTrust();
  const title = l10n.t('Set Priority');
  const task = await taskFor(tasks, argument, title, isWritten);
  if (task === undefined) return;
  requireWritten(task);
  const priority = await askPriority(title);
  if (priority === undefined) return;
  const params: UpdateTaskParams = { task: task.id, change: { priority } };
  await link.request(UpdateTaskMethod, TaskView, params);
};

function requireWritten({ origin }: TaskView): void {
  if (origin === 'person') return;
  throw new Error(l10n.t('The words of this task are those of its plan: change them in the PRP.'));
}

/** Others may be changing the rest at the same time. */
function changeOf(before: Fields, after: Fields): TaskChange {
  const changed = Object.entries(after).filter(
    ([key, value]) => key !== 'status' && JSON.stringify(value) !== JSON.stringify(before[key as keyof Fields]),
  );
  return Object.fromEntries(changed) as TaskChange;
}
