import type { Overview, PlannedPhase, PlannedPrd, ProjectView } from '#schemas/protocol/overview.ts';
import { statusIcon, statusWords } from '../../ui/status-icons.ts';
import type { TreeNode } from '../../ui/tree-node.ts';

/** The rows of the view Projects, with what else belongs below each; none at all when there is no plan, so that the view can say what to do. */
export function projectRows(
  { projects }: Overview,
  below: (project: ProjectView) => readonly TreeNode[] = () => [],
): readonly TreeNode[] {
  const worthShowing = projects.some(({ prds, problem }) => prds.length > 0 || problem !== null);
  return worthShowing ? projects.map((project) => projectRow(project, below(project))) : [];
}

function projectRow(project: ProjectView, below: readonly TreeNode[]): TreeNode {
  const { id, name, root, problem, prds } = project;
  const children = [...prds.map((prd) => planRow(project, prd)), ...below];
  const base = { id: `project:${id}`, label: name, expanded: true, children };
  if (problem !== null) {
    const icon = { name: 'warning', color: 'problemsWarningIcon.foreground' };
    return {
      ...base,
      icon,
      description: problem,
      tooltip: `${root}\n${problem}`,
      spoken: `Project ${name}: ${problem}`,
    };
  }
  return {
    ...base,
    icon: { name: 'project' },
    tooltip: root,
    spoken: `Project ${name}, ${count(prds.length, 'plan')}`,
  };
}

function planRow({ id, root }: ProjectView, prd: PlannedPrd): TreeNode {
  const completed = prd.phases.filter(({ status }) => status === 'completed').length;
  const progress = prd.phases.length === 0 ? 'no phases' : `${completed} of ${prd.phases.length} done`;
  return {
    id: `plan:${id}:${prd.path}`,
    label: prd.title,
    description: progress,
    tooltip: `${prd.path}\n${count(prd.phases.length, 'phase')}, ${progress}`,
    icon: { name: 'notebook' },
    spoken: `Plan ${prd.title}, ${progress}`,
    contextValue: prd.phases.length === 0 ? 'plan-empty' : 'plan',
    open: { kind: 'file', path: `${root}/${prd.path}`, line: 1 },
    target: { kind: 'plan', root, prd: prd.path, start: null },
    expanded: prd.phases.some(({ status }) => status === 'in-progress'),
    children: prd.phases.map((phase) => phaseRow(id, root, prd, phase)),
  };
}

function phaseRow(project: string, root: string, prd: PlannedPrd, phase: PlannedPhase): TreeNode {
  const words = phase.status === 'unknown' ? 'WORKFLOW.md does not say' : statusWords(phase.status);
  return {
    id: `phase:${project}:${prd.path}:${phase.id}:${phase.line}`,
    label: `${phase.id}. ${phase.title}`,
    description: phase.status === 'unknown' ? '' : words,
    tooltip: [`Phase ${phase.id}: ${words}`, phase.prp === null ? 'No PRP yet' : `PRP: ${phase.prp}`].join('\n'),
    icon: phase.status === 'unknown' ? statusIcon('pending') : statusIcon(phase.status),
    spoken: `Phase ${phase.id}, ${phase.title}, ${words}`,
    contextValue: 'phase',
    open: { kind: 'file', path: `${root}/${prd.path}`, line: phase.line },
    target: { kind: 'plan', root, prd: prd.path, start: phase.id },
  };
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
