import { l10n } from 'vscode';
import type { CollabView } from '#schemas/protocol/collab.ts';
import type { Overview } from '#schemas/protocol/overview.ts';
import { capitalised } from '../../ui/capitalised.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import { joiningRow } from '../../ui/joining-row.ts';
import { machineRoleWords } from '../../ui/role-words.ts';
import type { TreeNode } from '../../ui/tree-node.ts';
import { peerRow, problemRow } from './peer-row.ts';
import { requestRows } from './request-rows.ts';
import { healthWords, requestCount } from './words.ts';

/** The machines of the shared projects, under their project where there are several. Nothing shared: no rows. */
export function peerRows({ collab }: Pick<Overview, 'collab'>, now: number): readonly TreeNode[] {
  const [only] = collab;
  return only !== undefined && collab.length === 1 ? projectRows(only, now) : collab.map((view) => groupRow(view, now));
}

function groupRow(view: CollabView, now: number): TreeNode {
  const name = view.root.split(/[\\/]/).at(-1) ?? view.root;
  const others = view.peers.filter(({ self }) => !self).length;
  const words = [
    view.role === null ? l10n.t('waits for main') : l10n.t('this machine is {0}', machineRoleWords(view.role)),
    others === 1 ? l10n.t('1 other') : l10n.t('{0} others', others),
    ...(view.health.state === 'ok' ? [] : [healthWords(view.health.state)]),
  ];
  return {
    id: `shared:${view.project}`,
    label: name,
    description: words.join(' · '),
    tooltip: `${view.project}\n${view.root}\n${view.transport}: ${view.place}`,
    icon: view.health.state === 'ok' ? { name: 'project' } : { name: 'warning', color: 'charts.yellow' },
    spoken: l10n.t('Shared project {0}, {1}', name, words.join(', ')),
    contextValue: contextValueOf('shared'),
    expanded: true,
    children: projectRows(view, now),
  };
}

/** What is wrong with this machine's own view comes first: it says what the rest is worth. */
function projectRows(view: CollabView, now: number): readonly TreeNode[] {
  return [
    ...noticeRows(view),
    ...view.problems.map((problem, index) => problemRow(`problem:${view.project}:${index}`, problem)),
    ...view.joining.map((joining) => joiningRow(view, joining)),
    ...view.peers.map((peer) => peerRow(view, peer, now)),
    ...anyoneRow(view, now),
  ];
}

function noticeRows({ project, health, role }: CollabView): readonly TreeNode[] {
  if (health.state === 'ok' && role !== null) return [];
  const label = health.state === 'ok' ? l10n.t('Waiting for main') : capitalised(healthWords(health.state));
  return [
    {
      id: `notice:${project}`,
      label,
      description: health.text,
      tooltip: `${label}\n${health.text}`,
      icon: health.state === 'ok' ? { name: 'watch' } : { name: 'warning', color: 'charts.yellow' },
      spoken: l10n.t('{0}: {1}', label, health.text),
      contextValue: contextValueOf('notice', health.state),
    },
  ];
}

/** Requests that any machine may claim and none has. */
function anyoneRow(view: CollabView, now: number): readonly TreeNode[] {
  const children = requestRows(view, ({ to, claimedBy }) => to === 'all' && claimedBy === null, now);
  if (children.length === 0) return [];
  const words = requestCount(children.length);
  return [
    {
      id: `anyone:${view.project}`,
      label: l10n.t('Any machine'),
      description: words,
      icon: { name: 'organization' },
      spoken: l10n.t('Any machine, {0}', words),
      expanded: true,
      children,
    },
  ];
}
