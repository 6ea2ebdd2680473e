import * as l10n from '@vscode/l10n';
import type { TaskMove } from '#schemas/protocol/tasks.ts';

/** What is decided about a run by moving one of its tasks. */
export function verbWords(verb: NonNullable<TaskMove['verb']>): string {
  switch (verb) {
    case 'resume':
      return l10n.t('Resume');
    case 'retry':
      return l10n.t('Try again');
    case 'defer':
      return l10n.t('Defer');
    case 'skip':
      return l10n.t('Skip');
  }
}
