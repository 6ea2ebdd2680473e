import { l10n, window } from 'vscode';
import * as z from 'zod';
import { RemoveTaskMethod, type RemoveTaskParams } from '#schemas/protocol/tasks.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { isWritten, taskFor } from '../pick-task.ts';
import { shortTitle } from '../words.ts';

/** Removes a task that a person wrote down, once they said so twice: its history goes with it. */
export const removeTask: CommandHandler = async ({ tasks, link }, argument) => {
  requireTrust();
  const task = await taskFor(tasks, argument, l10n.t('Remove Task'), isWritten);
  if (task === undefined) return;
  const yes = l10n.t('Remove');
  const answer = await window.showWarningMessage(
    l10n.t('Remove “{0}”?', shortTitle(task)),
    {
      modal: true,
      detail: l10n.t('Its description, its comments and its history are removed too. This cannot be undone.'),
    },
    yes,
  );
  if (answer === yes) await link.request(RemoveTaskMethod, z.null(), { task: task.id } satisfies RemoveTaskParams);
};
