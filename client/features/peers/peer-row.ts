import type { CollabView, PeerView } from '#schemas/protocol/collab.ts';
import { ageWords, clockWords } from '#schemas/webview/time-words.ts';
import { contextValueOf } from '../../ui/context-value.ts';
import type { NodeIcon, TreeNode } from '../../ui/tree-node.ts';
import { requestRows } from './request-rows.ts';

/** A machine with what shows its state, what it does, what is wrong with it and what it was asked. */
export function peerRow(view: CollabView, peer: PeerView, now: number): TreeNode {
  const { id: machine, name, self, role, evidence, activity, revoked } = peer;
  const id = `peer:${view.project}:${machine}`;
  const state = stateWords(view, peer, now);
  const requests = requestRows(view, ({ to, claimedBy }) => (claimedBy ?? to) === machine, now);
  const facts = factsOf(peer, now);
  const notes = [role, state, ...(activity === null ? [] : [activity]), ...countWords(peer, requests.length)];
  return {
    id,
    label: name,
    description: notes.join(' · '),
    tooltip: [
      `${name} (${machine})`,
      `State: ${state}`,
      evidence,
      ...facts.map(([term, words]) => `${term}: ${words}`),
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
  if (revoked) return 'revoked';
  if (self) return 'this machine';
  return ageMs === null ? `${freshness}, never seen` : `${freshness}, seen ${ageWords(at - ageMs, now)}`;
}

function countWords({ queue, problems }: PeerView, requests: number): string[] {
  return [
    ...(queue === 0 ? [] : [`${queue} queued`]),
    ...(requests === 0 ? [] : [requests === 1 ? '1 request' : `${requests} requests`]),
    ...(problems.length === 0 ? [] : [problems.length === 1 ? '1 problem' : `${problems.length} problems`]),
  ];
}

type Fact = readonly [term: string, words: string];

function factsOf(peer: PeerView, now: number): readonly Fact[] {
  const { role, roleSource, activity, queue, busy, slots, task, lastResult, skewMs, self, capabilities } = peer;
  return [
    ['Role', `${role}, from ${roleSource}`],
    ['Activity', activity ?? 'nothing'],
    ['Queue', `${queue} waiting, ${busy} of ${slots} sessions at work`],
    ['Task', task ?? 'none'],
    ['Last result', lastResult === null ? 'none' : `${lastResult.text}, ${ageWords(lastResult.at, now)}`],
    ...(self ? [] : [['Clock', clockWords(skewMs)] as const]),
    ...(capabilities.length === 0 ? [] : [['Can do', capabilities.join(', ')] as const]),
  ];
}

function factRow(id: string, term: string, words: string): TreeNode {
  return { id, label: term, description: words, icon: { name: 'circle-small' }, spoken: `${term}: ${words}` };
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
    spoken: `Problem: ${problem}`,
  };
}
