import { l10n } from 'vscode';
import type { TaskProject, TaskStatus, TaskView } from '#schemas/protocol/tasks.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import { agentRoleWords } from '../../ui/role-words.ts';
import { statusIcon, statusTitle } from '../../ui/status-icons.ts';
import type { NodeIcon, TreeNode } from '../../ui/tree-node.ts';
import { passes, type TaskFilter } from './filter.ts';
import { priorityWords, shortTitle } from './words.ts';

/** What needs a person comes first, what is over comes last. */
const order = ['blocked', 'in_progress', 'in_review', 'ready', 'backlog', 'done'] as const satisfies TaskStatus[];

interface Made {
  readonly task: TaskView;
  readonly project: string | null;
  readonly row: TreeNode;
}

/** Makes rows, and keeps those of which nothing has changed: of 10,000 tasks a change of one makes one new row. */
export function createTaskRows() {
  const made = new Map<string, Made>();
  const rowOf = (task: TaskView, project: string | null): TreeNode => {
    const before = made.get(task.id);
    if (before !== undefined && before.task === task && before.project === project) return before.row;
    const row = taskRow(task, project);
    made.set(task.id, { task, project, row });
    return row;
  };
  return (
    tasks: ReadonlyMap<string, TaskView>,
    projects: readonly TaskProject[],
    filter: TaskFilter,
  ): readonly TreeNode[] => {
    const names = new Map(projects.length > 1 ? projects.map(({ id, name }) => [id, name]) : []);
    const columns = new Map<TaskStatus, TaskView[]>(order.map((status) => [status, []]));
    for (const task of tasks.values()) if (passes(filter, task)) columns.get(task.status)?.push(task);
    for (const id of made.keys()) if (!tasks.has(id)) made.delete(id);
    return order.flatMap((status) => {
      const members = columns.get(status)?.sort(byPlace) ?? [];
      if (members.length === 0) return [];
      return [
        groupRow(
          status,
          members.map((task) => rowOf(task, names.get(task.project) ?? null)),
        ),
      ];
    });
  };
}

const byPlace = (a: TaskView, b: TaskView): number => a.rank - b.rank || (a.id < b.id ? -1 : 1);

function groupRow(status: TaskStatus, children: readonly TreeNode[]): TreeNode {
  const words = statusTitle(status);
  const count = children.length === 1 ? l10n.t('{0}, 1 task', words) : l10n.t('{0}, {1} tasks', words, children.length);
  return {
    id: `status:${status}`,
    label: words,
    description: String(children.length),
    icon: statusIcon(status),
    spoken: count,
    contextValue: 'taskColumn',
    target: { kind: 'column', status },
    expanded: status !== 'done' && status !== 'backlog',
    children,
  };
}

function taskRow(task: TaskView, project: string | null): TreeNode {
  const label = shortTitle(task);
  const description = [
    ...(project === null ? [] : [project]),
    ...(task.priority === 'medium' ? [] : [priorityWords(task.priority)]),
    ...(task.role === null ? [] : [agentRoleWords(task.role)]),
    ...(task.machine === null ? [] : [task.machine]),
    ...task.tags.map((tag) => `#${tag}`),
  ];
  return {
    id: `task:${task.id}`,
    label,
    description: description.join(' · '),
    // Most of 10,000 rows are never drawn: what is only then wanted is made then.
    get tooltip() {
      return [task.title, ...factsOf(task)].join('\n');
    },
    get spoken() {
      return [label, ...factsOf(task)].join(', ');
    },
    icon: taskIcon(task),
    contextValue: contextValueOf('task', task.origin, ...(task.moves.length === 0 ? [] : ['move'])),
    target: { kind: 'task', task: task.id },
    open: { kind: 'task', task: task.id },
    ...checkboxOf(task),
  };
}

/** Only what a person says is done by saying so: a run's task is done when that is proved. */
function checkboxOf({ origin, status }: TaskView): Pick<TreeNode, 'checkbox'> {
  if (origin === 'run') return {};
  const ticked = status === 'done';
  return {
    checkbox: { ticked, tooltip: ticked ? l10n.t('Done; untick to take it up again') : l10n.t('Tick when done') },
  };
}

function factsOf({ status, priority, role, evidence, waitsFor, attempts, comments }: TaskView): string[] {
  const said = comments === 1 ? l10n.t('1 comment') : l10n.t('{0} comments', comments);
  const waits = waitsFor.length === 1 ? l10n.t('Waits for 1 task') : l10n.t('Waits for {0} tasks', waitsFor.length);
  return [
    l10n.t('{0}, {1}', statusTitle(status), priorityWords(priority)),
    ...(role === null ? [] : [l10n.t('Role: {0}', agentRoleWords(role))]),
    ...(evidence === null
      ? []
      : [l10n.t('Evidence: {0} ({1})', evidence.text, new Date(evidence.at).toLocaleString())]),
    ...(waitsFor.length === 0 ? [] : [waits]),
    ...(attempts <= 1 ? [] : [l10n.t('Attempts: {0}', attempts)]),
    ...(comments === 0 ? [] : [said]),
  ];
}

/** The shape tells the status; of one that is open and not usual, how much it matters. The words say both. */
function taskIcon({ status, priority }: TaskView): NodeIcon {
  if (status === 'done' || status === 'blocked') return statusIcon(status);
  if (priority === 'urgent') return { name: 'flame', color: 'charts.red' };
  if (priority === 'high') return { name: 'arrow-up', color: 'charts.yellow' };
  return priority === 'low' ? { name: 'arrow-down' } : statusIcon(status);
}
