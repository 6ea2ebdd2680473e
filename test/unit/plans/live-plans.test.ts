import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import { NOTHING_SEEN } from '#schemas/run/liveness.ts';
import type { AgentView, RunView } from '#schemas/run/run.ts';
import { livePlansOf } from '../../../server/plans/live-plans.ts';

const ROOT = '/projects/shop';
const PRD = 'PRDs/PRD-shop.md';

const workstream = (over: Partial<WorkstreamView> = {}): WorkstreamView => ({
  name: 'store',
  role: 'executor',
  executor: 'executor-store',
  status: 'in-progress',
  reason: null,
  held: null,
  files: ['src/store.ts'],
  dependsOn: [],
  contract: null,
  changes: [],
  outside: [],
  report: null,
  attempts: 1,
  runtime: null,
  machine: null,
  worktree: null,
  commit: null,
  startedAt: 1_000,
  endedAt: null,
  ...over,
});

const phase = (over: Partial<PhaseView> = {}): PhaseView => ({
  id: '1',
  title: 'Foundation',
  status: 'in-progress',
  reason: null,
  held: false,
  step: 'execute',
  prp: 'PRPs/PRP-PRD-shop-phase-1.md',
  gate: null,
  mode: 'solo',
  modeReason: null,
  teamFailed: false,
  workstreams: [workstream()],
  debugger: null,
  comparisons: [],
  receipts: [],
  staleReceipts: 0,
  failures: [],
  verification: null,
  debugCycles: 0,
  commit: null,
  startedAt: 1_000,
  endedAt: null,
  ...over,
});

const receipt = (over: Partial<Receipt> = {}): Receipt => ({
  level: 1,
  title: 'Syntax',
  command: 'npm test',
  exitCode: 0,
  stopped: null,
  durationMs: 1_200,
  tree: 'a'.repeat(40),
  outputHash: 'b'.repeat(64),
  outputBytes: 3,
  outputTail: 'ok\n',
  startedAt: 2_000,
  ...over,
});

const agent = (over: Partial<AgentView> = {}): AgentView => ({
  executor: 'executor-store',
  role: 'executor',
  phase: '1',
  workstream: 'store',
  runtime: 'playbook',
  machine: null,
  pid: 1,
  startedAt: 1_000,
  events: 12,
  lastEventAt: 4_000,
  lastEvent: 'writes src/store.ts',
  liveness: NOTHING_SEEN,
  ...over,
});

const run = (over: Partial<RunView> = {}): RunView => ({
  id: 'run-1',
  project: { id: 'shop', name: 'shop', root: ROOT },
  prd: PRD,
  runtime: 'playbook',
  status: 'running',
  reason: null,
  outcome: null,
  branch: 'main',
  session: { number: 1, usedPercent: 30, phasesCompleted: 0, teamFailed: false },
  usage: { tokens: 0, costUsd: 0, sessions: 1, activeMs: 4_000 },
  phases: [phase()],
  signals: [],
  spending: [],
  agents: [],
  report: null,
  startedAt: 1_000,
  updatedAt: 5_000,
  endedAt: null,
  ...over,
});

describe('the live status of plans', () => {
  it('says what a phase is at, and shows the youngest sign of an agent', () => {
    const agents = [agent(), agent({ lastEvent: 'reads', lastEventAt: 3_000 })];
    const live = livePlansOf([run({ agents })], ROOT).phase(PRD, '1');
    assert.equal(live?.words, 'in progress, executing workstreams');
    assert.deepEqual(live.evidence, { text: 'executor-store: writes src/store.ts', at: 4_000 });
    assert.equal(live.run, 'run-1');
  });

  it('says that no agent is at a phase, instead of leaving it at "in progress"', () => {
    const live = livePlansOf([run()], ROOT).phase(PRD, '1');
    assert.deepEqual(live?.evidence, { text: 'run run-1 is running, no agent is at it', at: 5_000 });
    assert.deepEqual(live.workstreams[0]?.evidence, { text: 'no agent is at it', at: 5_000 });
  });

  it('says why a run does not go on', () => {
    const reason = 'Level 1 failed.';
    const words = (['waiting', 'paused', 'stopped', 'failed'] as const).map((status) => {
      const live = livePlansOf([run({ status, reason })], ROOT).phase(PRD, '1');
      assert.equal(live?.evidence.text, reason);
      return live.words.split(',')[0];
    });
    assert.deepEqual(words, ['waiting for a person', 'paused', 'stopped', 'failed']);
    const stopped = livePlansOf([run({ status: 'stopped' })], ROOT).phase(PRD, '1');
    assert.equal(stopped?.workstreams[0]?.words, 'interrupted, the run is stopped');
  });

  it('says why a phase was deferred, and that a person holds one back', () => {
    const deferred = phase({ status: 'deferred', step: null, reason: 'no budget', endedAt: 9_000 });
    const held = phase({ id: '2', held: true, reason: 'Phase 2 is held back.' });
    const live = livePlansOf([run({ phases: [deferred, held] })], ROOT);
    assert.equal(live.phase(PRD, '1')?.words, 'deferred');
    assert.deepEqual(live.phase(PRD, '1')?.evidence, { text: 'no budget', at: 9_000 });
    assert.equal(live.phase(PRD, '2')?.words, 'held back by a person, executing workstreams');
  });

  it('says why a workstream was left out', () => {
    const left = workstream({ status: 'skipped', reason: 'not needed yet', endedAt: 7_000 });
    const live = livePlansOf([run({ phases: [phase({ workstreams: [left] })] })], ROOT).phase(PRD, '1');
    assert.equal(live?.workstreams[0]?.words, 'skipped');
    assert.deepEqual(live?.workstreams[0]?.evidence, { text: 'not needed yet', at: 7_000 });
  });

  it('shows each member of a team by its own agent', () => {
    const agents = [
      agent({ lastEvent: 'reads' }),
      agent({ workstream: 'api', lastEvent: 'tests', lastEventAt: 5_000 }),
    ];
    const workstreams = [workstream(), workstream({ name: 'api' })];
    const phases = [phase({ mode: 'team', workstreams })];
    const live = livePlansOf([run({ agents, phases })], ROOT).phase(PRD, '1');
    assert.deepEqual(
      live?.workstreams.map(({ evidence }) => evidence?.text),
      ['reads', 'tests'],
    );
  });

  it('proves a completed phase by its commit and its receipts', () => {
    const done = phase({
      status: 'completed',
      step: null,
      commit: { sha: 'c'.repeat(40), message: 'feat', stats: { files: 1, insertions: 1, deletions: 0 } },
      receipts: [receipt(), receipt({ exitCode: 1, command: 'npm run lint' })],
      endedAt: 9_000,
    });
    const live = livePlansOf([run({ phases: [done], status: 'completed' })], ROOT).phase(PRD, '1');
    assert.equal(live?.words, 'completed');
    assert.deepEqual(live.evidence, { text: `commit ${'c'.repeat(12)}, 1 validation command passed`, at: 9_000 });
  });

  it('keeps the last receipt of each command, in the order in which they were run', () => {
    const receipts = [
      receipt({ exitCode: 1 }),
      receipt({ command: 'npm run lint', startedAt: 3_000 }),
      receipt({ startedAt: 4_000 }),
    ];
    const live = livePlansOf([run({ phases: [phase({ receipts })] })], ROOT).phase(PRD, '1');
    assert.deepEqual(
      live?.receipts.map(({ command, exitCode, at }) => [command, exitCode, at]),
      [
        ['npm run lint', 0, 3_000],
        ['npm test', 0, 4_000],
      ],
    );
  });

  it('says since when a workstream is what it is', () => {
    const workstreams = [
      workstream({ status: 'completed', endedAt: 6_000, changes: [{ path: 'a', kind: 'added' }] }),
      workstream({ name: 'api', status: 'pending', startedAt: null }),
      workstream({ name: 'web', attempts: 2 }),
    ];
    const live = livePlansOf([run({ phases: [phase({ workstreams })] })], ROOT).phase(PRD, '1');
    assert.deepEqual(
      live?.workstreams.map(({ words, since }) => [words, since]),
      [
        ['completed', 6_000],
        ['not started', null],
        ['in progress, attempt 2', 1_000],
      ],
    );
    assert.deepEqual(live.workstreams[0]?.evidence, { text: '1 file changed', at: 6_000 });
  });

  it('lets the run speak that started last, in whatever order they come', () => {
    const older = run({ id: 'old', phases: [phase(), phase({ id: '2' })] });
    const newer = run({ id: 'new', startedAt: 2_000, phases: [phase({ status: 'pending', step: null })] });
    for (const views of [
      [older, newer],
      [newer, older],
    ]) {
      const live = livePlansOf(views, ROOT);
      assert.equal(live.phase(PRD, '1')?.run, 'new');
      assert.equal(live.phase(PRD, '1')?.words, 'not started');
      assert.equal(live.phase(PRD, '2'), null);
    }
  });

  it('keeps projects, plans and phases apart', () => {
    const live = livePlansOf([run()], ROOT);
    assert.equal(live.phase('PRDs/PRD-other.md', '1'), null);
    assert.equal(live.phase(PRD, '10'), null);
    assert.equal(livePlansOf([run()], '/projects/other').phase(PRD, '1'), null);
  });
});
