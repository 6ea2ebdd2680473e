import { l10n } from 'vscode';
import * as z from 'zod';
import { TaskPriority, TaskStatus, type TaskView } from '#schemas/protocol/tasks.ts';
import { agentRoleWords } from '../../ui/role-words.ts';
import { statusTitle } from '../../ui/status-icons.ts';
import { priorityWords } from './words.ts';

/** What is shown. Several values of one kind are alternatives; an empty kind lets everything pass. */
export const TaskFilter = z.object({
  status: z.array(TaskStatus),
  priority: z.array(TaskPriority),
  /** Roles and machines are named; a task without one passes as `''`. */
  role: z.array(z.string()),
  tag: z.array(z.string()),
  machine: z.array(z.string()),
});
export type TaskFilter = z.infer<typeof TaskFilter>;

export const everything: TaskFilter = { status: [], priority: [], role: [], tag: [], machine: [] };

export const isEverything = (filter: TaskFilter): boolean =>
  Object.values(filter).every((values) => values.length === 0);

export function passes(filter: TaskFilter, task: TaskView): boolean {
  const { status, priority, role, tag, machine } = filter;
  return (
    lets(status, task.status) &&
    lets(priority, task.priority) &&
    lets(role, task.role ?? '') &&
    (tag.length === 0 || task.tags.some((one) => tag.includes(one))) &&
    lets(machine, task.machine ?? '')
  );
}

const lets = <T>(wanted: readonly T[], value: T): boolean => wanted.length === 0 || wanted.includes(value);

/** What is shown, in words that stand beside the view's title. */
export const filterWords = (filter: TaskFilter): string =>
  Object.keys(filter)
    .flatMap((kind) => filter[kind as keyof TaskFilter].map((value) => valueWords(kind as keyof TaskFilter, value)))
    .join(', ');

export function valueWords(kind: keyof TaskFilter, value: string): string {
  switch (kind) {
    case 'status':
      return statusTitle(TaskStatus.parse(value));
    case 'priority':
      return priorityWords(TaskPriority.parse(value));
    case 'role':
      return value === '' ? l10n.t('no role') : agentRoleWords(value);
    case 'tag':
      return `#${value}`;
    case 'machine':
      return value === '' ? l10n.t('this machine') : value;
  }
}

/** Everything that these tasks could be filtered by; what is chosen already stays on offer. */
export function choicesOf(tasks: Iterable<TaskView>, chosen: TaskFilter): TaskFilter {
  const roles = new Set(chosen.role);
  const tags = new Set(chosen.tag);
  const machines = new Set(chosen.machine);
  for (const task of tasks) {
    roles.add(task.role ?? '');
    for (const tag of task.tags) tags.add(tag);
    machines.add(task.machine ?? '');
  }
  return {
    status: [...TaskStatus.options],
    priority: [...TaskPriority.options].toReversed(),
    role: [...roles].toSorted(),
    tag: [...tags].toSorted(),
    machine: machines.size > 1 ? [...machines].toSorted() : [...chosen.machine],
  };
}
