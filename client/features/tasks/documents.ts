import { EventEmitter, l10n, Uri, workspace, type Disposable } from 'vscode';
import {
  ShowTaskMethod,
  type ShowTaskParams,
  TaskDetail,
  type TaskEntry,
  type TaskView,
} from '#schemas/protocol/tasks.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { agentRoleWords } from '../../ui/role-words.ts';
import { statusTitle } from '../../ui/status-icons.ts';
import { priorityWords, shortTitle } from './words.ts';

/** Scheme of the read-only documents of tasks; the query is the id, the path what the tab says. */
const TASK_SCHEME = 'clutch-task';

export const taskUri = (task: Pick<TaskView, 'id' | 'title'>): Uri =>
  Uri.from({
    scheme: TASK_SCHEME,
    path: `/${shortTitle(task).replaceAll(/[/\\?#:*"<>|]/g, '-')}.md`,
    query: task.id,
  });

/** A task with its description and its history. Follows what changes while it is open. */
export function provideTaskDocuments({ tasks, link }: Services): Disposable {
  const changes = new EventEmitter<Uri>();
  const follow = tasks.onChanged((change) => {
    const touched = change && new Set([...change.changed.map(({ id }) => id), ...change.removed]);
    for (const { uri } of workspace.textDocuments) {
      if (uri.scheme === TASK_SCHEME && (touched === null || touched.has(uri.query))) changes.fire(uri);
    }
  });
  const provider = workspace.registerTextDocumentContentProvider(TASK_SCHEME, {
    onDidChange: changes.event,
    async provideTextDocumentContent({ query }) {
      try {
        const params: ShowTaskParams = { task: query };
        return taskText(await link.request(ShowTaskMethod, TaskDetail, params), tasks.current);
      } catch (error) {
        return `${messageOf(error)}\n`;
      }
    },
  });
  return disposeAll(changes, follow, provider);
}

export function taskText(
  { task, description, history }: TaskDetail,
  others: ReadonlyMap<string, TaskView> | null,
): string {
  const { status, priority, role, machine, tags, evidence, dependsOn, waitsFor } = task;
  const facts = [
    `${statusTitle(status)} · ${priorityWords(priority)}`,
    ...(role === null ? [] : [l10n.t('Role: {0}', agentRoleWords(role))]),
    ...(machine === null ? [] : [l10n.t('Machine: {0}', machine)]),
    ...(tags.length === 0 ? [] : [l10n.t('Tags: {0}', tags.join(', '))]),
    ...(evidence === null ? [] : [l10n.t('Evidence: {0} ({1})', evidence.text, timeOf(evidence.at))]),
  ];
  const titleOf = (id: string): string => others?.get(id)?.title ?? id;
  const dependencies = dependsOn.map((id) => `- [${waitsFor.includes(id) ? ' ' : 'x'}] ${titleOf(id)}`);
  return [
    `# ${shortTitle(task)}`,
    facts.join('  \n'),
    // What the heading had to leave out.
    ...(shortTitle(task) === task.title ? [] : [task.title]),
    ...(dependencies.length === 0 ? [] : [`## ${l10n.t('Depends on')}`, dependencies.join('\n')]),
    ...(description.trim() === '' ? [] : [`## ${l10n.t('Description')}`, description.trim()]),
    `## ${l10n.t('History')}`,
    history.map(entryText).join('\n') || l10n.t('Nothing has been said or decided by a person.'),
  ]
    .join('\n\n')
    .concat('\n');
}

const entryText = ({ at, by, kind, text }: TaskEntry): string =>
  `- ${timeOf(at)} **${by}** ${kindWords(kind)}: ${text.replaceAll('\n', '\n  ')}`;

function kindWords(kind: TaskEntry['kind']): string {
  switch (kind) {
    case 'created':
      return l10n.t('wrote it down');
    case 'moved':
      return l10n.t('moved it');
    case 'changed':
      return l10n.t('changed it');
    case 'comment':
      return l10n.t('said');
  }
}

const timeOf = (at: number): string => new Date(at).toLocaleString();
