import { l10n, QuickPickItemKind, window } from 'vscode';
import type { TasksStore } from '../../../tasks-store.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { choicesOf, everything, passes, TaskFilter, valueWords } from '../filter.ts';
import type { FilterStore } from '../filter-store.ts';

export const filterTasks =
  (filters: FilterStore): CommandHandler =>
  async ({ tasks }) => {
    const picked = await window.showQuickPick(itemsOf(tasks, filters.current), {
      title: l10n.t('Filter Tasks'),
      placeHolder: l10n.t('Show only what is ticked; of several of one kind, any.'),
      canPickMany: true,
      matchOnDescription: true,
    });
    if (picked === undefined) return;
    const chosen = picked.reduce<Record<string, string[]>>((all, { kindOf, value }) => {
      if (kindOf !== undefined && value !== undefined) (all[kindOf] ??= []).push(value);
      return all;
    }, {});
    filters.set(TaskFilter.parse({ ...everything, ...chosen }));
  };

export const clearTaskFilter =
  (filters: FilterStore): CommandHandler =>
  () => {
    filters.set(everything);
    return Promise.resolve();
  };

interface FilterItem {
  readonly label: string;
  readonly description?: string;
  readonly kind?: QuickPickItemKind;
  readonly picked?: boolean;
  readonly kindOf?: keyof TaskFilter;
  readonly value?: string;
}

function itemsOf({ current }: TasksStore, chosen: TaskFilter): FilterItem[] {
  const tasks = [...(current?.values() ?? [])];
  const choices = choicesOf(tasks, chosen);
  return (Object.keys(choices) as (keyof TaskFilter)[]).flatMap((kind) => {
    const values: readonly string[] = choices[kind];
    if (values.length === 0) return [];
    const items = values.map((value) => {
      const count = tasks.filter((task) => passes({ ...everything, [kind]: [value] }, task)).length;
      const picked = (chosen[kind] as readonly string[]).includes(value);
      return { label: valueWords(kind, value), description: String(count), picked, kindOf: kind, value };
    });
    return [{ label: kindWords(kind), kind: QuickPickItemKind.Separator }, ...items];
  });
}

function kindWords(kind: keyof TaskFilter): string {
  switch (kind) {
    case 'status':
      return l10n.t('Status');
    case 'priority':
      return l10n.t('Priority');
    case 'role':
      return l10n.t('Role');
    case 'tag':
      return l10n.t('Tags');
    case 'machine':
      return l10n.t('Machine');
  }
}
