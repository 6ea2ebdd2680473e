import { l10n, window } from 'vscode';
import { CreateTaskMethod, type CreateTaskParams, type TaskProject, TaskView } from '#schemas/protocol/tasks.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import type { TasksStore } from '../../../tasks-store.ts';
import { askFields, askTitle, type Fields } from '../fields.ts';

/** A title, then whatever else is to be said; Enter twice writes it down as it is. */
export const newTask: CommandHandler = async ({ tasks, link }) => {
  requireTrust();
  const title = l10n.t('New Task');
  const project = await projectFor(tasks, title);
  if (project === undefined) return;
  const words = await askTitle(title);
  if (words === undefined) return;
  const given: Fields = {
    title: words,
    description: '',
    status: 'backlog',
    priority: 'medium',
    role: null,
    tags: [],
    dependsOn: [],
  };
  const others = [...(tasks.current?.values() ?? [])].filter((task) => task.project === project.id);
  const fields = await askFields(given, { title, save: l10n.t('Write It Down'), others });
  if (fields === undefined) return;
  const { status, ...task } = fields;
  const params: CreateTaskParams = { project: project.root, task: { ...task, status: status ?? 'backlog' } };
  await link.request(CreateTaskMethod, TaskView, params);
};

async function projectFor({ projects }: TasksStore, title: string): Promise<TaskProject | undefined> {
  const [only, ...others] = projects;
  if (only === undefined) throw new Error(l10n.t('Open the folder of a project first; a task belongs to one.'));
  if (others.length === 0) return only;
  const items = projects.map((project) => ({ label: project.name, description: project.root, project }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('In which project?') }))?.project;
}
