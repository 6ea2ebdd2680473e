import { l10n, window } from 'vscode';
import * as z from 'zod';
import { MoveTaskMethod, type MoveTaskParams, TaskMove, TaskStatus, TaskView } from '#schemas/protocol/tasks.ts';
import type { Services } from '../../../services.ts';
import { askWords } from '../../../ui/ask.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { statusIcon, statusTitle } from '../../../ui/status-icons.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { taskFor } from '../pick-task.ts';
import { moveWords, shortTitle } from '../words.ts';

/** Where a drop, a tick or another view wants it; without a place the person is asked. */
const Wish = z.object({ to: TaskStatus, before: z.string().nullable().default(null) });

/** Moves the task of the row, or one that is picked. Words are asked for where the move needs them. */
export const moveTask: CommandHandler = async (services, argument) => {
  requireTrust();
  const title = l10n.t('Move Task');
  const task = await taskFor(services.tasks, argument, title, ({ moves }) => moves.length > 0);
  if (task === undefined) return;
  const wish = Wish.safeParse(argument).data ?? (await askPlace(task, title));
  if (wish !== undefined) await moveTo(services, task, wish);
};

async function askPlace(task: TaskView, title: string): Promise<z.infer<typeof Wish> | undefined> {
  if (task.moves.length === 0) throw new Error(stays(task));
  const picked = await window.showQuickPick(
    task.moves.map((move) => {
      const { label, description } = moveWords(move);
      return { label: `$(${statusIcon(move.to).name}) ${label}`, description, to: move.to };
    }),
    { title, placeHolder: l10n.t('“{0}” is here: {1}. Where to?', shortTitle(task), statusTitle(task.status)) },
  );
  return picked === undefined ? undefined : { to: picked.to, before: null };
}

async function moveTo(
  { link }: Services,
  task: TaskView,
  { to, before }: { readonly to: TaskStatus; readonly before: string | null },
): Promise<void> {
  const move = task.moves.find((one) => one.to === to);
  if (move === undefined && task.status !== to) throw new Error(stays(task));
  const reason = move?.needs === 'reason' ? await askReason(task, move) : null;
  if (reason === undefined) return;
  await link.request(MoveTaskMethod, TaskView, { task: task.id, to, reason, before } satisfies MoveTaskParams);
}

const askReason = (task: TaskView, move: TaskMove): Promise<string | undefined> =>
  askWords(
    l10n.t('{0}: {1}', moveWords(move).label, shortTitle(task)),
    move.verb === null
      ? l10n.t('What stands in its way?')
      : l10n.t('Why? WORKFLOW.md and the completion report will say it.'),
  );

const stays = (task: TaskView): string => {
  const possible = task.moves.map(({ to }) => statusTitle(to)).join(', ');
  const title = shortTitle(task);
  return possible === ''
    ? l10n.t('“{0}” stays where it is: its status follows from what its run has proved.', title)
    : l10n.t(
        '“{0}” cannot go there: its status follows from what its run has proved. It can go to: {1}.',
        title,
        possible,
      );
};
