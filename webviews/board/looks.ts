import * as l10n from '@vscode/l10n';
import type { TaskPriority, TaskStatus } from '#schemas/protocol/tasks.ts';

/** How a status or a priority looks. Each has a shape and a word, so that colour only repeats what they say. */
export interface Look {
  readonly icon: string;
  readonly tone: 'good' | 'bad' | 'active' | 'attention' | 'quiet';
}

const statusLooks: Readonly<Record<TaskStatus, Look>> = {
  backlog: { icon: 'circle-small', tone: 'quiet' },
  ready: { icon: 'circle-large-outline', tone: 'quiet' },
  in_progress: { icon: 'play-circle', tone: 'active' },
  in_review: { icon: 'eye', tone: 'active' },
  blocked: { icon: 'circle-slash', tone: 'attention' },
  done: { icon: 'pass-filled', tone: 'good' },
};

const priorityLooks: Readonly<Record<TaskPriority, Look>> = {
  urgent: { icon: 'flame', tone: 'bad' },
  high: { icon: 'arrow-up', tone: 'attention' },
  medium: { icon: 'dash', tone: 'quiet' },
  low: { icon: 'arrow-down', tone: 'quiet' },
};

export const statusLook = (status: TaskStatus): Look => statusLooks[status];
export const priorityLook = (priority: TaskPriority): Look => priorityLooks[priority];

export function statusWords(status: TaskStatus): string {
  switch (status) {
    case 'backlog':
      return l10n.t('Backlog');
    case 'ready':
      return l10n.t('Ready');
    case 'in_progress':
      return l10n.t('In progress');
    case 'in_review':
      return l10n.t('In review');
    case 'blocked':
      return l10n.t('Blocked');
    case 'done':
      return l10n.t('Done');
  }
}

export function priorityWords(priority: TaskPriority): string {
  switch (priority) {
    case 'urgent':
      return l10n.t('Urgent');
    case 'high':
      return l10n.t('High');
    case 'medium':
      return l10n.t('Medium');
    case 'low':
      return l10n.t('Low');
  }
}
