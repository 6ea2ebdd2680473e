import type { Overview, TaskView } from '#schemas/protocol/overview.ts';
import { ageWords } from '#schemas/webview/time-words.ts';
import { statusIcon, statusWords } from '../../ui/status-icons.ts';
import type { NodeIcon, TreeNode } from '../../ui/tree-node.ts';

/** What needs a person comes first, what is over comes last. */
const order = ['blocked', 'in_progress', 'in_review', 'ready', 'backlog', 'done'] as const;
const urgency = { urgent: 0, high: 1, medium: 2, low: 3 } as const;

export function taskRows({ tasks, projects }: Overview, now: number): readonly TreeNode[] {
  const names = new Map(projects.map(({ id, name }) => [id, name]));
  const several = new Set(tasks.map(({ project }) => project)).size > 1;
  return order.flatMap((status) => {
    const members = tasks.filter((task) => task.status === status);
    if (members.length === 0) return [];
    const sorted = members.toSorted((a, b) => urgency[a.priority] - urgency[b.priority]);
    const children = sorted.map((task) => taskRow(task, several ? (names.get(task.project) ?? null) : null, now));
    return [groupRow(status, children)];
  });
}

function groupRow(status: TaskView['status'], children: readonly TreeNode[]): TreeNode {
  const words = statusWords(status);
  return {
    id: `status:${status}`,
    label: words.charAt(0).toUpperCase() + words.slice(1),
    description: String(children.length),
    icon: statusIcon(status),
    spoken: `${words}, ${children.length} tasks`,
    expanded: status !== 'done' && status !== 'backlog',
    children,
  };
}

function taskRow(task: TaskView, project: string | null, now: number): TreeNode {
  const evidence =
    task.evidence === null ? 'no evidence yet' : `${task.evidence.text} (${ageWords(task.evidence.at, now)})`;
  const facts = [
    `${statusWords(task.status)}, priority ${task.priority}, role ${task.role}`,
    `Evidence: ${evidence}`,
    ...(task.dependsOn.length === 0 ? [] : [`Waits for: ${task.dependsOn.join(', ')}`]),
    ...(task.attempts <= 1 ? [] : [`Attempts: ${task.attempts}`]),
  ];
  const priority = task.priority === 'medium' ? [] : [task.priority];
  return {
    id: `task:${task.id}`,
    label: task.title,
    description: [...(project === null ? [] : [project]), ...priority, task.role].join(' · '),
    tooltip: [task.title, ...facts].join('\n'),
    icon: taskIcon(task),
    spoken: `${task.title}, ${facts.join(', ')}`,
    contextValue: 'task',
    target: { kind: 'run', run: task.run },
    open: { kind: 'monitor', run: task.run },
  };
}

const taskIcon = ({ status, priority }: TaskView): NodeIcon =>
  status !== 'done' && priority === 'urgent' ? { name: 'flame', color: 'charts.red' } : statusIcon(status);
