import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { TaskView } from '#schemas/protocol/tasks.ts';
import { triageOf } from '../../../client/features/monitor/triage.ts';
import { NOW, minute, running, signal } from '../../helpers/webview/run-parts.ts';
import { request, sharedProject } from '../../helpers/webview/shared-projects.ts';

const nothing: Overview = { projects: [], runs: [], peers: [], collab: [] };
const options = [{ id: 'retry', label: 'Try again', needs: null }];
const keys = (overview: Partial<Overview>, tasks: readonly TaskView[] = []) =>
  triageOf({ ...nothing, ...overview }, tasks, NOW).map(({ key, urgency }) => `${urgency} ${key}`);

const task = (over: Partial<TaskView>): TaskView => ({
  id: 't1',
  project: 'p1',
  origin: 'person',
  run: null,
  title: 'Ask legal',
  role: null,
  status: 'blocked',
  priority: 'medium',
  tags: [],
  dependsOn: [],
  waitsFor: [],
  phase: null,
  workstream: null,
  machine: null,
  attempts: 0,
  evidence: null,
  comments: 0,
  moves: [],
  rank: 1,
  updatedAt: NOW,
  ...over,
});

test('what holds work back comes first, the gravest and then the oldest of it; what is only told comes last', () => {
  const signals = [
    signal('told', { kind: 'fyi', askedAt: NOW - 90 * minute }),
    signal('young', { options, askedAt: NOW - minute }),
    signal('old', { options, askedAt: NOW - 50 * minute }),
    signal('grave', { options, severity: 'critical', askedAt: NOW }),
  ];
  const run = { ...running, status: 'waiting' as const, signals };
  assert.deepEqual(
    keys({ runs: [run] }).map((key) => key.replace(`signal:${run.id}:`, '')),
    ['now grave', 'now old', 'now young', 'told told'],
  );
});

test('a run that stands still is open where no signal speaks for it', () => {
  const failed = { ...running, status: 'failed' as const, reason: 'git is not installed.' };
  assert.deepEqual(keys({ runs: [failed] }), [`now run:${failed.id}`]);
  assert.deepEqual(keys({ runs: [{ ...failed, status: 'paused' }] }), [`soon run:${failed.id}`]);
  assert.deepEqual(keys({ runs: [{ ...failed, signals: [signal('s1', { options })] }] }), [
    `soon signal:${failed.id}:s1`,
  ]);
  for (const status of ['running', 'completed'] as const)
    assert.deepEqual(keys({ runs: [{ ...running, status }] }), []);
});

test('an agent that is silent or gone is open, one that works is not', () => {
  const [agent] = running.agents;
  assert.ok(agent);
  const withState = (state: 'working' | 'silent' | 'gone') =>
    keys({ runs: [{ ...running, agents: [{ ...agent, liveness: { state, evidence: [] } }] }] });
  assert.deepEqual(withState('working'), []);
  assert.deepEqual(withState('silent'), [`soon agent:${running.id}:2:api`]);
  assert.deepEqual(withState('gone'), [`now agent:${running.id}:2:api`]);
});

test('a request is open once it has lain for long, and the machine that is to answer it can', () => {
  const requests = [
    request('young', { updatedAt: NOW - 14 * minute }),
    request('lies', { to: 'desk', from: 'lab', updatedAt: NOW - 16 * minute }),
    request('works', { status: 'claimed', claimedBy: 'lab', updatedAt: NOW - 59 * minute }),
    request('slow', { status: 'claimed', claimedBy: 'lab', updatedAt: NOW - 61 * minute }),
    request('over', { status: 'completed', updatedAt: NOW - 500 * minute }),
  ];
  const items = triageOf(
    { ...nothing, collab: [{ ...sharedProject, peers: sharedProject.peers.slice(0, 2), requests }] },
    [],
    NOW,
  );
  assert.deepEqual(
    items.map((item) => (item.kind === 'request' ? [item.request, item.ours, item.claimedBy] : [])),
    [
      ['slow', false, 'lab'],
      ['lies', true, null],
    ],
  );
});

test('a machine out of reach holds work back only while it has some', () => {
  const [, , attic, old] = sharedProject.peers;
  assert.ok(attic && old);
  const shared = { ...sharedProject, requests: [], peers: [{ ...attic, busy: 1 }, old] };
  assert.deepEqual(keys({ collab: [shared] }), ['now peer:/home/ana/notes:attic', 'soon peer:/home/ana/notes:old-pc']);
  const revoked = shared.peers.map((one) => ({ ...one, revoked: true }));
  assert.deepEqual(keys({ collab: [{ ...shared, peers: revoked }] }), []);
});

test('a blocked task is open unless a signal of its phase says so already', () => {
  assert.deepEqual(keys({}, [task({}), task({ id: 't2', status: 'ready' })]), ['soon task:t1']);
  const run = { ...running, signals: [signal('s1', { phase: '2', options })] };
  const ofRun = [task({ id: 'a', run: run.id, phase: '2' }), task({ id: 'b', run: run.id, phase: '1' })];
  assert.deepEqual(keys({ runs: [run] }, ofRun), [`now signal:${run.id}:s1`, 'soon task:b']);
});
