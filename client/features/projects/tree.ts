import { l10n } from 'vscode';
import type { Overview, PlannedPhase, PlannedPrd, ProjectView } from '#schemas/protocol/overview.ts';
import type { ProjectStanding } from '#schemas/protocol/projects.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import { machineRoleWords } from '../../ui/role-words.ts';
import { statusIcon, statusWords } from '../../ui/status-icons.ts';
import type { TreeNode } from '../../ui/tree-node.ts';
import { isWrong, untrustedRow, warningRows } from './warning-rows.ts';

export interface ProjectRowsOptions {
  /** Null until the server has said it. */
  readonly standings: readonly ProjectStanding[] | null;
  readonly isTrusted: boolean;
  /** What else belongs below a project. */
  below(project: ProjectView): readonly TreeNode[];
}

const nothingElse: ProjectRowsOptions = { standings: null, isTrusted: true, below: () => [] };

/** The rows of the view Projects; none at all when there is no plan, so that the view can say what to do. */
export function projectRows({ projects }: Overview, options: ProjectRowsOptions = nothingElse): readonly TreeNode[] {
  const detached = (options.standings ?? []).filter(({ state }) => state === 'detached');
  const isWorthShowing = projects.some(({ prds, problem }) => prds.length > 0 || problem !== null);
  const shown = isWorthShowing ? projects.map((project) => projectRow(project, options)) : [];
  // What was just detached may still stand in the overview.
  return [...shown.filter(({ id }) => !detached.some((one) => rowId(one) === id)), ...detached.map(detachedRow)];
}

const rowId = ({ id }: { readonly id: string }): string => `project:${id}`;

function projectRow(project: ProjectView, { standings, isTrusted, below }: ProjectRowsOptions): TreeNode {
  const { id, root, problem, prds } = project;
  const standing = standings?.find((one) => one.id === id);
  const name = standing?.name ?? project.name;
  const warnings = [...(isTrusted ? [] : [untrustedRow(id)]), ...(standing === undefined ? [] : warningRows(standing))];
  const state = standing?.state ?? 'attached';
  const base = {
    id: rowId(project),
    label: name,
    expanded: true,
    children: [...warnings, ...prds.map((prd) => planRow(project, prd)), ...below(project)],
    contextValue: contextValueOf('project', state),
    target: { kind: 'project', root },
  } as const;
  if (problem !== null) {
    return {
      ...base,
      icon: { name: 'warning', color: 'problemsWarningIcon.foreground' },
      description: problem,
      tooltip: `${root}\n${problem}`,
      spoken: l10n.t('Project {0}: {1}', name, problem),
    };
  }
  const wrong = (isTrusted ? 0 : 1) + (standing?.warnings.filter(isWrong).length ?? 0);
  const notes = notesOf(standing, wrong);
  return {
    ...base,
    icon: { name: 'project' },
    ...(notes.length === 0 ? {} : { description: notes.join(' · ') }),
    tooltip: [root, ...aboutStanding(standing)].join('\n'),
    spoken: [l10n.t('Project {0}, {1}', name, plans(prds.length)), ...notes].join(', '),
  };
}

/** What is not as usual: a role among several machines, and warnings. */
function notesOf(standing: ProjectStanding | undefined, warnings: number): string[] {
  const isShared = standing !== undefined && !standing.roleSource.startsWith('alone');
  const role = isShared ? [l10n.t('this PC is {0}', machineRoleWords(standing.role))] : [];
  if (warnings === 0) return role;
  return [...role, warnings === 1 ? l10n.t('1 warning') : l10n.t('{0} warnings', warnings)];
}

function aboutStanding(standing: ProjectStanding | undefined): string[] {
  if (standing === undefined) return [];
  const { role, roleSource, since, artifacts } = standing;
  return [
    l10n.t('This machine is {0} ({1})', machineRoleWords(role), roleSource),
    ...(since === null ? [] : [l10n.t('Attached since {0}', new Date(since).toLocaleDateString())]),
    ...(artifacts === null ? [] : [l10n.t('Artifacts: {0}', artifacts)]),
  ];
}

function detachedRow(standing: ProjectStanding): TreeNode {
  const { name, root, since } = standing;
  const words = l10n.t('detached');
  const when = since === null ? [] : [l10n.t('Detached since {0}', new Date(since).toLocaleDateString())];
  return {
    id: rowId(standing),
    label: name,
    description: words,
    tooltip: [root, ...when, l10n.t('Its plans and runs are not shown here. Its repository is as it was.')].join('\n'),
    icon: { name: 'debug-disconnect' },
    spoken: l10n.t('Project {0}, {1}', name, words),
    contextValue: contextValueOf('project', 'detached'),
    target: { kind: 'project', root },
  };
}

function planRow({ id, root }: ProjectView, prd: PlannedPrd): TreeNode {
  const { length } = prd.phases;
  const completed = prd.phases.filter(({ status }) => status === 'completed').length;
  const progress = length === 0 ? l10n.t('no phases') : l10n.t('{0} of {1} done', completed, length);
  return {
    id: `plan:${id}:${prd.path}`,
    label: prd.title,
    description: progress,
    tooltip: `${prd.path}\n${progress}`,
    icon: { name: 'notebook' },
    spoken: l10n.t('Plan {0}, {1}', prd.title, progress),
    contextValue: length === 0 ? 'plan-empty' : 'plan',
    open: { kind: 'file', path: `${root}/${prd.path}`, line: 1 },
    target: { kind: 'plan', root, prd: prd.path, start: null },
    expanded: prd.phases.some(({ status }) => status === 'in-progress'),
    children: prd.phases.map((phase) => phaseRow(id, root, prd, phase)),
  };
}

function phaseRow(project: string, root: string, prd: PlannedPrd, phase: PlannedPhase): TreeNode {
  const isUnknown = phase.status === 'unknown';
  const words = isUnknown ? l10n.t('WORKFLOW.md does not say') : statusWords(phase.status);
  return {
    id: `phase:${project}:${prd.path}:${phase.id}:${phase.line}`,
    label: `${phase.id}. ${phase.title}`,
    description: isUnknown ? '' : words,
    tooltip: [
      l10n.t('Phase {0}: {1}', phase.id, words),
      phase.prp === null ? l10n.t('No PRP yet') : l10n.t('PRP: {0}', phase.prp),
    ].join('\n'),
    icon: phase.status === 'unknown' ? statusIcon('pending') : statusIcon(phase.status),
    spoken: l10n.t('Phase {0}, {1}, {2}', phase.id, phase.title, words),
    contextValue: 'phase',
    open: { kind: 'file', path: `${root}/${prd.path}`, line: phase.line },
    target: { kind: 'plan', root, prd: prd.path, start: phase.id },
  };
}

const plans = (count: number): string => (count === 1 ? l10n.t('1 plan') : l10n.t('{0} plans', count));
