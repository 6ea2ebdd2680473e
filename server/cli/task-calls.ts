import { realpathSync } from 'node:fs';
import path from 'node:path';
import { ListTasksMethod, ListTasksResult, TaskView } from '#schemas/protocol/tasks.ts';
import { findProjectRoot } from '../plans/project.ts';
import { CliError } from './cli-error.ts';
import type { ServerLink } from './connect.ts';
import { orRefuse } from './refusal.ts';

/** The tasks of the project around `folder`; of all known projects where it is null. */
export async function listTasks(
  link: Pick<ServerLink, 'request'>,
  folder: string | null,
): Promise<Pick<ListTasksResult, 'projects' | 'tasks'>> {
  const folders = folder === null ? [] : [folder];
  const { projects, tasks } = ListTasksResult.parse(await orRefuse(() => link.request(ListTasksMethod, { folders })));
  return { projects, tasks };
}

/** The project that a command means: around `--project`, else around where the person stands; null in none. */
export function taskFolder(cwd: string, project: string | undefined): string | null {
  const folder = realpathSync(path.resolve(cwd, project ?? '.'));
  return findProjectRoot(folder) ?? (project === undefined ? null : folder);
}

/** The task that a word means: its id, or how that begins where nothing else does. */
export async function taskNamed(link: Pick<ServerLink, 'request'>, word: string): Promise<TaskView> {
  const { tasks } = await listTasks(link, null);
  const exact = tasks.find(({ id }) => id === word);
  if (exact) return exact;
  const [found, ...others] = tasks.filter(({ id }) => id.startsWith(word));
  if (found === undefined) throw new CliError(`There is no task ${word}. clutch tasks --all lists them.`);
  if (others.length > 0) throw new CliError(`${others.length + 1} tasks begin with ${word}; give more of the id.`);
  return found;
}

export async function askTask(link: Pick<ServerLink, 'request'>, method: string, params: unknown): Promise<TaskView> {
  return TaskView.parse(await orRefuse(() => link.request(method, params)));
}
