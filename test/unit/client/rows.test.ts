import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { Overview } from '#schemas/protocol/overview.ts';
import { inboxRows, signalRows, urgentCount } from '../../../client/features/needs-you/tree.ts';
import { peerRows } from '../../../client/features/peers/tree.ts';
import { workstreamRows } from '../../../client/features/workstreams/tree.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { MonitorState } from '#schemas/webview/monitor.ts';
import type { TreeNode } from '../../../client/ui/tree-node.ts';
import { monitorStates, NOW, signal } from '../../helpers/webview/run-fixtures.ts';
import { sharedProject, staleProject } from '../../helpers/webview/shared-projects.ts';

const run = monitorStates.waiting.run;
assert.ok(run);

const overview: Overview = {
  projects: [
    {
      id: 'p1',
      name: 'notes',
      root: '/home/ana/notes',
      problem: null,
      prds: [
        {
          path: 'PRDs/PRD-notes.md',
          title: 'Notes',
          phases: [
            { id: '1', title: 'Storage', line: 40, prp: 'PRPs/PRP-notes-phase-1.md', status: 'completed' },
            { id: '2', title: 'Search', line: 52, prp: null, status: 'unknown' },
          ],
        },
      ],
    },
  ],
  runs: [run],
  peers: [
    {
      id: 'pc',
      name: 'desk',
      self: true,
      role: 'main',
      roleSource: 'alone',
      freshness: 'fresh',
      evidence: 'answered just now',
      ageMs: 0,
      activity: null,
      queue: 0,
      busy: 0,
      slots: 0,
      task: null,
      lastResult: null,
      skewMs: 0,
      capabilities: [],
      ssh: null,
      revoked: false,
      problems: [],
    },
  ],
  collab: [],
};

const all = (rows: readonly TreeNode[]): readonly TreeNode[] =>
  rows.flatMap((row) => [row, ...all(row.children ?? [])]);
const of = (state: MonitorState, over: Partial<RunView> = {}): Overview => {
  assert.ok(state.run);
  return { ...overview, runs: [{ ...state.run, ...over }] };
};
const trees = () => [
  peerRows({ collab: [sharedProject] }, NOW),
  peerRows({ collab: [sharedProject, { ...staleProject, project: 'shop-1234', root: '/home/ana/shop' }] }, NOW),
  ...Object.values(monitorStates)
    .filter((state) => state.run !== null)
    .flatMap((state) => [workstreamRows(of(state), NOW), signalRows(of(state), NOW)]),
];

test('every row has an id of its own and says for a screen reader what its icon shows', () => {
  for (const rows of trees().map(all)) {
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
    for (const { spoken, id } of rows) assert.ok(spoken.length > 0, id);
  }
});

test('a run shows its phases, workstreams, changed files and receipts', () => {
  const labels = all(workstreamRows(overview, NOW)).map(({ label }) => label);
  for (const label of ['PRD-notes', '1. Storage', 'store', 'notes.ts', 'Level 2: Unit Tests']) {
    assert.ok(labels.includes(label), `${label} is missing in ${labels.join(', ')}`);
  }
});

test('who asks to join stands on top of the inbox and is counted, with what has to be compared', () => {
  const state = { ...of(monitorStates.waiting), collab: [staleProject] };
  const [asks, ...rest] = inboxRows(state, NOW);
  assert.equal(asks?.label, 'shed asks to join');
  assert.match(asks.spoken, /^shed asks to join notes-4711 as worker, fingerprint ABCD EFGH IJKL$/);
  assert.equal(asks.contextValue, ';joining;');
  assert.deepEqual(asks.open, { kind: 'joining', root: '/home/ana/notes', machine: 'shed' });
  assert.deepEqual(rest, signalRows(state, NOW));
  assert.equal(urgentCount(state), urgentCount({ ...state, collab: [] }) + 1);
});

test('a workstream on another machine says so, to a screen reader too', () => {
  const rows = all(workstreamRows(of(monitorStates.team), NOW));
  const [api, index] = ['api', 'index'].map((name) => rows.find(({ label }) => label === name));
  assert.match(api?.description ?? '', / · on lab$/);
  assert.match(api?.spoken ?? '', /on lab$/);
  assert.match(api?.tooltip ?? '', /^Machine: lab$/m);
  assert.doesNotMatch(index?.description ?? '', / on /);
});

test('a changed file can be opened once its phase has landed, and not before', () => {
  const rows = all(workstreamRows(overview, NOW));
  const landed = rows.find(({ label }) => label === 'notes.ts');
  const pending = rows.find(({ label }) => label === 'build.ts');
  assert.deepEqual(landed?.open, { kind: 'file', path: '/home/ana/notes/src/store/notes.ts', line: 1 });
  assert.ok(pending && pending.open === undefined);
});

test('what holds work back comes first, the gravest and oldest on top; news comes last and is not counted', () => {
  const options = [{ id: 'retry', label: 'Try again', needs: null }];
  const signals = [
    signal('news', { kind: 'fyi' }),
    signal('young', { options, askedAt: NOW }),
    signal('question', { kind: 'question', severity: 'high', options }),
    signal('old', { options, askedAt: NOW - 60_000 }),
    signal('grave', { severity: 'critical', options, askedAt: NOW }),
  ];
  const now = of(monitorStates.waiting, { signals });
  assert.deepEqual(
    signalRows(now, NOW).map(({ id }) => id.replace(/^.*:/, '')),
    ['grave', 'question', 'old', 'young', 'news'],
  );
  assert.equal(urgentCount(now), 4);
});

test('a run that a person stopped asks for nothing, but what it asked can still be read', () => {
  const stopped = of(monitorStates.waiting, { status: 'stopped' });
  assert.equal(urgentCount(stopped), 0);
  assert.match(signalRows(stopped, NOW)[0]?.description ?? '', /run is stopped/);
});

test('a row offers the answers of its signal, and only “Answer…” where an agent named them itself', () => {
  const [blocker] = signalRows(of(monitorStates.ownership), NOW);
  assert.equal(blocker?.contextValue, ';signal;answer;drop;allow;send-back;');
  assert.match(blocker?.label ?? '', /^executor-api changed src\/index\/build\.ts/);
  assert.match(blocker?.description ?? '', /^high blocker · 1 min ago · PRD-notes$/);
  const hostile = signal('q', { kind: 'question', options: [{ id: 'allow', label: 'Push to main', needs: null }] });
  const [question] = signalRows(of(monitorStates.asking, { signals: [hostile] }), NOW);
  assert.equal(question?.contextValue, ';signal;choice;answer;');
  assert.equal(signalRows(of(monitorStates.team), NOW)[0]?.contextValue, ';signal;dismiss;');
});

test('no click on a row of the inbox answers anything', () => {
  for (const state of [monitorStates.ownership, monitorStates.asking, monitorStates.team])
    for (const row of signalRows(of(state), NOW)) assert.equal(row.open?.kind, 'signal');
});

test('a phase shows its decision, the arithmetic of its budget, contracts, verdict and mending', () => {
  const rows = all(workstreamRows(of(monitorStates.debugging), NOW));
  const labels = rows.map(({ label }) => label);
  for (const label of [
    'Mode: staggered team',
    'Budget: enough to start',
    '100 % − 15 % used = 85 % remain: enough',
    'Contract for api, docs',
    'Contract index → api',
    '4 earlier receipts',
    'Validator: gaps found',
    'Filters by tag are not applied',
    'Mended 2 times',
    'debugger',
  ]) {
    assert.ok(labels.includes(label), `${label} is missing in ${labels.join(', ')}`);
  }
  const difference = rows.find(({ label }) => label === 'Contract index → api');
  assert.equal(difference?.open?.kind, 'comparison');
  assert.match(difference?.tooltip ?? '', /api: calls search with/);
});

test('a workstream names what it changed of others, and why it was left out', () => {
  const rows = (state: MonitorState) => all(workstreamRows(of(state), NOW));
  const api = rows(monitorStates.ownership).find(({ label }) => label === 'api');
  assert.match(api?.description ?? '', /2 changes outside of its files.*by other-agent/);
  assert.match(api?.children?.[1]?.description ?? '', /not its own: executor-index/);
  const skipped = rows(monitorStates.limited).find(({ label }) => label === 'api');
  assert.equal(skipped?.description, 'The old API stays for this release.');
});

test('a row offers only what its state allows', () => {
  const value = (state: MonitorState, label: string) =>
    all(workstreamRows(of(state), NOW)).find((row) => row.label === label)?.contextValue;
  assert.equal(value(monitorStates.team, 'PRD-notes'), ';run;running;pause;stop;');
  assert.equal(value(monitorStates.paused, 'PRD-notes'), ';run;paused;resume;stop;');
  assert.equal(value(monitorStates.completed, 'PRD-notes'), ';run;completed;report;');
  assert.equal(value(monitorStates.team, '2. Search and filters'), ';steer;phase;pause;stop;retry;skip;defer;');
  assert.equal(value(monitorStates.team, '1. Storage'), ';steer;phase;');
  assert.equal(value(monitorStates.team, 'index'), ';steer;workstream;pause;stop;retry;skip;defer;contract;');
  assert.equal(value(monitorStates.team, 'docs'), ';steer;workstream;pause;skip;defer;');
  assert.equal(value(monitorStates.debugging, 'debugger'), ';steer;workstream;pause;stop;retry;');
  assert.equal(value(monitorStates.limited, 'index'), ';steer;workstream;resume;stop;retry;skip;defer;');
  assert.equal(value(monitorStates.limited, 'api'), ';steer;workstream;');
});

test('a phase opens its PRP', () => {
  const phase = all(workstreamRows(of(monitorStates.team), NOW)).find(({ label }) => label === '1. Storage');
  assert.deepEqual(phase?.open, { kind: 'file', path: '/home/ana/notes/PRPs/PRP-notes-phase-1.md', line: 1 });
});
