import { l10n, QuickPickItemKind, window } from 'vscode';
import { TaskPriority, TaskStatus, type TaskDraft, type TaskView } from '#schemas/protocol/tasks.ts';
import { AgentRole } from '#schemas/run/policy.ts';
import { agentRoleWords } from '../../ui/role-words.ts';
import { statusTitle } from '../../ui/status-icons.ts';
import { priorityWords, shortTitle } from './words.ts';

export type Fields = Pick<TaskDraft, 'title' | 'description' | 'priority' | 'role' | 'tags' | 'dependsOn'> & {
  /** Null where it is not asked for. */
  readonly status: TaskStatus | null;
};

interface FieldItem {
  readonly label: string;
  readonly description?: string;
  readonly kind?: QuickPickItemKind;
  readonly field?: keyof Fields | 'save';
}

/**
 * Lets a person look at what is said of a task and change it, one thing after the other, until they say that it is
 * right. Undefined when they left.
 */
export async function askFields(
  given: Fields,
  { title, save, others }: { readonly title: string; readonly save: string; readonly others: readonly TaskView[] },
): Promise<Fields | undefined> {
  let fields = given;
  for (;;) {
    const picked = await window.showQuickPick(itemsOf(fields, save), { title, placeHolder: shortTitle(fields) });
    if (picked?.field === undefined) return undefined;
    if (picked.field === 'save') return fields;
    fields = { ...fields, ...(await askField(fields, picked.field, title, others)) };
  }
}

function itemsOf(fields: Fields, save: string): FieldItem[] {
  const none = l10n.t('none');
  const { status } = fields;
  return [
    { label: `$(check) ${save}`, field: 'save' },
    { label: '', kind: QuickPickItemKind.Separator },
    { label: l10n.t('Title'), description: shortTitle(fields), field: 'title' },
    {
      label: l10n.t('Description'),
      description: shortTitle({ title: fields.description }) || none,
      field: 'description',
    },
    ...(status === null
      ? []
      : [{ label: l10n.t('Status'), description: statusTitle(status), field: 'status' as const }]),
    { label: l10n.t('Priority'), description: priorityWords(fields.priority), field: 'priority' },
    { label: l10n.t('Role'), description: fields.role === null ? none : agentRoleWords(fields.role), field: 'role' },
    { label: l10n.t('Tags'), description: fields.tags.join(', ') || none, field: 'tags' },
    { label: l10n.t('Waits for'), description: waitsWords(fields.dependsOn.length), field: 'dependsOn' },
  ];
}

function waitsWords(count: number): string {
  if (count === 0) return l10n.t('nothing');
  return count === 1 ? l10n.t('1 task') : l10n.t('{0} tasks', count);
}

async function askField(
  fields: Fields,
  field: keyof Fields,
  title: string,
  others: readonly TaskView[],
): Promise<Partial<Fields>> {
  switch (field) {
    case 'title':
      return defined('title', await askTitle(title, fields.title));
    case 'description':
      return defined('description', await askDescription(title, fields.description));
    case 'status':
      return defined('status', await pick(TaskStatus.options, statusTitle, title));
    case 'priority':
      return defined('priority', await pick(TaskPriority.options.toReversed(), priorityWords, title));
    case 'role':
      return defined(
        'role',
        await pick(
          [null, ...AgentRole.options],
          (role) => (role === null ? l10n.t('none') : agentRoleWords(role)),
          title,
        ),
      );
    case 'tags':
      return defined('tags', await askTags(title, fields.tags));
    case 'dependsOn':
      return defined('dependsOn', await askDependencies(title, fields.dependsOn, others));
  }
}

const defined = <Key extends keyof Fields>(key: Key, value: Fields[Key] | undefined): Partial<Fields> =>
  value === undefined ? {} : { [key]: value };

export const askTitle = async (title: string, value = ''): Promise<string | undefined> =>
  (
    await window.showInputBox({
      title,
      value,
      prompt: l10n.t('What is to be done, in a few words?'),
      ignoreFocusOut: true,
      validateInput: (text) => {
        if (text.trim() === '') return l10n.t('Write at least a few words.');
        return text.trim().length > 500
          ? l10n.t('At most 500 characters; the rest belongs into the description.')
          : undefined;
      },
    })
  )?.trim();

/** A box has one line: what has several stands in it with `\n`, so that none is lost. */
async function askDescription(title: string, value: string): Promise<string | undefined> {
  const text = await window.showInputBox({
    title,
    value: value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n'),
    prompt: l10n.t('Markdown; \\n begins a new line.'),
    ignoreFocusOut: true,
    validateInput: (words) => (words.length > 100_000 ? l10n.t('At most 100,000 characters.') : undefined),
  });
  return text?.replaceAll(/\\(.)/gs, (_all, sign: string) => (sign === 'n' ? '\n' : sign));
}

async function askTags(title: string, tags: readonly string[]): Promise<string[] | undefined> {
  const text = await window.showInputBox({
    title,
    value: tags.join(', '),
    prompt: l10n.t('Tags, with commas between them.'),
    validateInput: (words) =>
      tagsOf(words).every((tag) => /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,49}$/u.test(tag))
        ? undefined
        : l10n.t('A tag is one word of letters, digits, dots and dashes.'),
  });
  return text === undefined ? undefined : tagsOf(text);
}

const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim().replace(/^#/, ''))
      .filter((tag) => tag !== ''),
  ),
];

async function askDependencies(
  title: string,
  chosen: readonly string[],
  others: readonly TaskView[],
): Promise<string[] | undefined> {
  const items = others.map((task) => ({
    label: shortTitle(task),
    description: statusTitle(task.status),
    picked: chosen.includes(task.id),
    id: task.id,
  }));
  const picked = await window.showQuickPick(items, {
    title,
    canPickMany: true,
    placeHolder: l10n.t('What has to be done before it?'),
  });
  return picked?.map(({ id }) => id);
}

async function pick<T>(values: readonly T[], wordsOf: (value: T) => string, title: string): Promise<T | undefined> {
  const items = values.map((value) => ({ label: wordsOf(value), value }));
  return (await window.showQuickPick(items, { title }))?.value;
}

export const askPriority = (title: string): Promise<TaskPriority | undefined> =>
  pick(TaskPriority.options.toReversed(), priorityWords, title);
