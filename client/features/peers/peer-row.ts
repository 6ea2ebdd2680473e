import { env, l10n } from 'vscode';
import type { CollabView, PeerView } from '#schemas/protocol/collab.ts';
import { ageWords, clockWords } from '#schemas/webview/time-words.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import { machineRoleWords } from '../../ui/role-words.ts';
import type { NodeIcon, TreeNode } from '../../ui/tree-node.ts';
import { requestRows } from './request-rows.ts';
import { freshnessWords, requestCount } from './words.ts';

/** A machine with what shows its state, what it does, what is wrong with it and what it was asked. */
export function peerRow(view: CollabView, peer: PeerView, now: number): TreeNode {
  const { id: machine, name, self, role, evidence, activity, revoked } = peer;
  const id = `peer:${view.project}:${machine}`;
  const state = stateWords(view, peer, now);
  const requests = requestRows(view, ({ to, claimedBy }) => (claimedBy ?? to) === machine, now);
  const facts = factsOf(peer, now);
  const notes = [
    machineRoleWords(role),
    state,
    ...(activity === null ? [] : [activity]),
    ...countWords(peer, requests.length),
  ];
  return {
    id,
    label: name,
    description: notes.join(' · '),
    tooltip: [
      `${name} (${machine})`,
      l10n.t('State: {0}', state),
      evidence,
      ...facts.map(([term, words]) => l10n.t('{0}: {1}', term, words)),
    ].join('\n'),
    icon: revoked ? { name: 'circle-slash' } : iconOf(peer),
    spoken: `${name}, ${notes.join(', ')}. ${evidence}`,
    contextValue: contextValueOf(
      self ? 'peer-self' : 'peer',
      role,
      ...(revoked ? ['revoked'] : []),
      ...(peer.ssh === null || self ? [] : ['ssh']),
    ),
    target: { kind: 'peer', root: view.root, machine },
    expanded: peer.problems.length > 0 || requests.length > 0,
    children: [
      ...peer.problems.map((problem, index) => problemRow(`${id}:problem:${index}`, problem)),
      ...requests,
      ...facts.map(([term, words]) => factRow(`${id}:${term}`, term, words)),
    ],
  };
}

/** The state with the age of what shows it. */
function stateWords({ at }: CollabView, { self, freshness, ageMs, revoked }: PeerView, now: number): string {
  if (revoked) return l10n.t('revoked');
  if (self) return l10n.t('this machine');
  const words = freshnessWords(freshness);
  return ageMs === null
    ? l10n.t('{0}, never seen', words)
    : l10n.t('{0}, seen {1}', words, ageWords(at - ageMs, now, env.language));
}

function countWords({ queue, problems }: PeerView, requests: number): string[] {
  return [
    ...(queue === 0 ? [] : [l10n.t('{0} queued', queue)]),
    ...(requests === 0 ? [] : [requestCount(requests)]),
    ...(problems.length === 0 ? [] : [problemCount(problems.length)]),
  ];
}

const problemCount = (count: number): string => (count === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', count));

type Fact = readonly [term: string, words: string];

function factsOf(peer: PeerView, now: number): readonly Fact[] {
  const { role, roleSource, activity, queue, busy, slots, task, lastResult, skewMs, self, capabilities } = peer;
  return [
    [l10n.t('Role'), l10n.t('{0}, from {1}', machineRoleWords(role), roleSource)],
    [l10n.t('Activity'), activity ?? l10n.t('nothing')],
    [l10n.t('Queue'), l10n.t('{0} waiting, {1} of {2} sessions at work', queue, busy, slots)],
    [l10n.t('Task'), task ?? l10n.t('none')],
    [
      l10n.t('Last result'),
      lastResult === null
        ? l10n.t('none')
        : l10n.t('{0}, {1}', lastResult.text, ageWords(lastResult.at, now, env.language)),
    ],
    ...(self ? [] : [[l10n.t('Clock'), clockWords(skewMs, env.language)] as const]),
    ...(capabilities.length === 0 ? [] : [[l10n.t('Can do'), capabilities.join(', ')] as const]),
  ];
}

function factRow(id: string, term: string, words: string): TreeNode {
  return {
    id,
    label: term,
    description: words,
    icon: { name: 'circle-small' },
    spoken: l10n.t('{0}: {1}', term, words),
  };
}

/** Each state has a shape of its own; the colour only repeats it. */
function iconOf({ freshness }: PeerView): NodeIcon {
  switch (freshness) {
    case 'fresh':
      return { name: 'vm-active', color: 'testing.iconPassed' };
    case 'late':
      return { name: 'watch', color: 'charts.yellow' };
    case 'stale':
      return { name: 'debug-disconnect', color: 'charts.yellow' };
    case 'gone':
      return { name: 'error', color: 'testing.iconFailed' };
    case 'unknown':
      return { name: 'question' };
  }
}

export function problemRow(id: string, problem: string): TreeNode {
  return {
    id,
    label: problem,
    tooltip: problem,
    icon: { name: 'warning', color: 'charts.yellow' },
    spoken: l10n.t('Problem: {0}', problem),
  };
}
