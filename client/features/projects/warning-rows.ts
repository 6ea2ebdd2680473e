import { l10n } from 'vscode';
import type { ProjectStanding, ProjectWarning } from '#schemas/protocol/projects.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import type { OpenTarget, TreeNode } from '../../ui/tree-node.ts';

interface Look {
  readonly label: string;
  /** Where a click leads. */
  readonly command: string | null;
  /** The verb that the row offers inline. */
  readonly verb?: 'attach' | 'detach';
}

const SOURCE_CONTROL = 'workbench.view.scm';
const HEALTH = 'clutch.health.focus';

function lookOf(id: ProjectWarning['id']): Look {
  switch (id) {
    case 'gone':
      return { label: l10n.t('The folder is gone'), command: null, verb: 'detach' };
    case 'new':
      return { label: l10n.t('Not attached'), command: null, verb: 'attach' };
    case 'no-git':
      return { label: l10n.t('No git repository'), command: SOURCE_CONTROL };
    case 'git-problem':
      return { label: l10n.t('git cannot be used'), command: HEALTH };
    case 'no-commit':
      return { label: l10n.t('No commit yet'), command: SOURCE_CONTROL };
    case 'settings':
      return { label: l10n.t('The configuration cannot be used'), command: null };
    case 'under-way':
      return { label: l10n.t('git is in the middle of something'), command: SOURCE_CONTROL };
    case 'unsaved-plan':
      return { label: l10n.t('The plan is not committed'), command: SOURCE_CONTROL };
    case 'worktrees-left':
      return { label: l10n.t('A worktree is left'), command: HEALTH };
    case 'little-space':
      return { label: l10n.t('Little space'), command: HEALTH };
    case 'artifacts-missing':
      return { label: l10n.t('Artifacts cannot be reached'), command: 'clutch.setup' };
    case 'not-reached':
      return { label: l10n.t('Shared place not reached'), command: 'clutch.peers.focus' };
  }
}

/** What a person should know about a project, as rows, each with the one thing that helps. */
export function warningRows({ id, root, warnings }: ProjectStanding): TreeNode[] {
  return warnings.map(({ id: kind, text }) => {
    const { label, command, verb } = lookOf(kind);
    const contextValue = contextValueOf('warning', ...(verb === undefined ? [] : [verb]));
    const row = {
      ...warningRow(id, kind, label, text, command),
      target: { kind: 'project', root } as const,
      contextValue,
    };
    if (kind === 'settings') return { ...row, open: { kind: 'file', path: `${root}/.clutch/config.json`, line: 1 } };
    // Nothing is wrong with a new project: this is an offer.
    if (!isWrong({ id: kind })) return { ...row, icon: { name: 'link' }, spoken: l10n.t('{0}: {1}', label, text) };
    return row;
  });
}

/** Whether it counts as something that is not as it should be. */
export const isWrong = ({ id }: Pick<ProjectWarning, 'id'>): boolean => id !== 'new';

/** In a workspace that is not trusted nothing runs, and only the window knows that. */
export const untrustedRow = (project: string): TreeNode =>
  warningRow(
    project,
    'untrusted',
    l10n.t('Not trusted'),
    l10n.t('Plans are checked, and nothing runs in this workspace until you trust it.'),
    'workbench.trust.manage',
  );

function warningRow(project: string, kind: string, label: string, text: string, command: string | null): TreeNode {
  const open: { open?: OpenTarget } = command === null ? {} : { open: { kind: 'view', command } };
  return {
    id: `warning:${project}:${kind}`,
    label,
    description: text,
    tooltip: text,
    icon: { name: 'warning', color: 'problemsWarningIcon.foreground' },
    spoken: l10n.t('Warning, {0}: {1}', label, text),
    ...open,
  };
}
