import { l10n } from 'vscode';
import type { TaskMove, TaskPriority, TaskView } from '#schemas/protocol/tasks.ts';
import { statusTitle } from '../../ui/status-icons.ts';

export function priorityWords(priority: TaskPriority): string {
  switch (priority) {
    case 'low':
      return l10n.t('low priority');
    case 'medium':
      return l10n.t('medium priority');
    case 'high':
      return l10n.t('high priority');
    case 'urgent':
      return l10n.t('urgent');
  }
}

/** What a move does, for a menu: the decision about the run, or the place. */
export function moveWords({ to, verb }: TaskMove): { readonly label: string; readonly description: string } {
  const place = l10n.t('to {0}', statusTitle(to));
  switch (verb) {
    case 'defer':
      return { label: l10n.t('Defer…'), description: place };
    case 'skip':
      return { label: l10n.t('Skip…'), description: place };
    case 'retry':
      return { label: l10n.t('Try Again'), description: place };
    case 'resume':
      return { label: l10n.t('Resume'), description: place };
    case null:
      return { label: statusTitle(to), description: '' };
  }
}

const LABEL = 120;

/** A title as it stands in a list: one line, cut where it is long. All of it is in the task's document. */
export function shortTitle({ title }: Pick<TaskView, 'title'>): string {
  const line = title.replaceAll(/\s+/g, ' ').trim();
  return line.length <= LABEL ? line : `${line.slice(0, LABEL - 1).trimEnd()}…`;
}
