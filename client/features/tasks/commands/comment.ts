import { l10n } from 'vscode';
import { CommentTaskMethod, type CommentTaskParams, TaskView } from '#schemas/protocol/tasks.ts';
import { askWords } from '../../../ui/ask.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { taskFor } from '../pick-task.ts';
import { shortTitle } from '../words.ts';

/** Adds words to the history of a task, of a run's as well. */
export const commentTask: CommandHandler = async ({ tasks, link }, argument) => {
  requireTrust();
  const title = l10n.t('Comment on Task');
  const task = await taskFor(tasks, argument, title, () => true);
  if (task === undefined) return;
  const text = await askWords(title, l10n.t('What is to be said of “{0}”?', shortTitle(task)));
  if (text === undefined) return;
  await link.request(CommentTaskMethod, TaskView, { task: task.id, text } satisfies CommentTaskParams);
};
