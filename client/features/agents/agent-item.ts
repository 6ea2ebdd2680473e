import { l10n, type QuickPickItem } from 'vscode';
import type { AgentView } from '#schemas/protocol/agents.ts';
import { agentRoleWords } from '../../ui/role-words.ts';

export interface AgentItem extends QuickPickItem {
  readonly agent: AgentView;
}

/** A row of the list of agents. `asking`: whether it answers is not known yet, and will be. */
export function agentItem(agent: AgentView, asking: boolean): AgentItem {
  const { icon, words } = asking
    ? { icon: 'loading~spin', words: l10n.t('asking whether it answers…') }
    : stateOf(agent);
  const { name, title, version, model, roles, problem } = agent;
  const does =
    roles.length === 0 ? [] : [l10n.t('here: {0}', roles.map(({ role }) => agentRoleWords(role)).join(', '))];
  const known = [
    title,
    ...(version === null ? [] : [version]),
    ...(model === null ? [] : [l10n.t('model {0}', model)]),
  ];
  return {
    agent,
    label: `$(${icon}) ${name}`,
    description: [...known, words].join(' · '),
    detail: problem ?? [whereOf(agent), ...does].join(' · '),
  };
}

function stateOf({ source, answers, problem }: AgentView): { icon: string; words: string } {
  if (source === null) return { icon: 'circle-slash', words: l10n.t('not found') };
  if (answers === true) return { icon: 'pass', words: l10n.t('answers') };
  if (answers === false) return { icon: 'error', words: l10n.t('does not answer') };
  if (problem !== null) return { icon: 'warning', words: l10n.t('cannot be asked') };
  return {
    icon: 'circle-large-outline',
    words: source === 'npx' ? l10n.t('is fetched when it starts') : l10n.t('found'),
  };
}

function whereOf({ source, program, download }: AgentView): string {
  switch (source) {
    case 'built-in':
      return l10n.t('built in');
    case 'npx':
      return l10n.t('{0}, by npx', download?.package ?? '');
    case 'settings':
      return l10n.t('{0}, from settings', program ?? '');
    case 'PATH':
      return program ?? '';
    case null:
      return '';
  }
}
