import { sumOf, type TokenCounts, type UsageRow } from '#schemas/run/usage.ts';
/** What the runs of the fixtures are made of, at a fixed moment. */
import type { RunView } from '#schemas/run/run.ts';
import type { GateView, PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { Signal } from '#schemas/run/signal.ts';

export const NOW = Date.UTC(2026, 0, 15, 10, 0, 0);
export const minute = 60_000;

export function receipt(level: number, title: string, command: string, over: Partial<Receipt> = {}): Receipt {
  return {
    level,
    title,
    command,
    exitCode: 0,
    stopped: null,
    durationMs: 1240,
    tree: 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334',
    outputHash: '0'.repeat(64),
    outputBytes: 312,
    outputTail: '',
    startedAt: NOW - 3 * minute,
    ...over,
  };
}

export function workstream(name: string, over: Partial<WorkstreamView> = {}): WorkstreamView {
  return {
    name,
    role: 'executor',
    reason: null,
    held: null,
    contract: null,
    outside: [],
    runtime: null,
    machine: null,
    worktree: null,
    commit: null,
    executor: `executor-${name}`,
    status: 'completed',
    files: [`src/${name}/`],
    dependsOn: [],
    changes: [],
    report: null,
    attempts: 1,
    startedAt: NOW - 20 * minute,
    endedAt: NOW - 12 * minute,
    ...over,
  };
}

export function phase(id: string, title: string, over: Partial<PhaseView> = {}): PhaseView {
  return {
    id,
    title,
    status: 'pending',
    step: null,
    reason: null,
    held: false,
    prp: null,
    gate: null,
    mode: null,
    modeReason: null,
    teamFailed: false,
    workstreams: [],
    debugger: null,
    comparisons: [],
    receipts: [],
    staleReceipts: 0,
    failures: [],
    verification: null,
    debugCycles: 0,
    commit: null,
    startedAt: null,
    endedAt: null,
    ...over,
  };
}

export function signal(id: string, over: Partial<Signal> = {}): Signal {
  return {
    id,
    kind: 'blocker',
    severity: 'normal',
    phase: '2',
    workstream: null,
    from: 'clutch',
    text: `Signal ${id}`,
    detail: null,
    options: [],
    askedAt: NOW - minute,
    ...over,
  };
}

export const gate: GateView = {
  verdict: 'go',
  lines: [
    '3 workstreams cost 40 % of a session; 2 × 40 % = 80 % must remain',
    '100 % − 15 % used = 85 % remain: enough',
    'tokens: 128400 used + 90000 expected from history, the cap is 500000: enough',
  ],
  cost: 40,
  needed: 80,
  remaining: 85,
};

export const landed = phase('1', 'Storage', {
  status: 'completed',
  prp: 'PRPs/PRP-notes-phase-1.md',
  mode: 'sequential',
  modeReason: '2 workstreams, one after the other: store needs the work of schema, and no contract says how.',
  gate,
  verification: {
    grade: 'PASS',
    requirements: 'All 6 requirements of the phase hold.',
    tests: '14 of 14 pass.',
    gaps: [],
    warnings: '',
  },
  startedAt: NOW - 30 * minute,
  endedAt: NOW - 11 * minute,
  workstreams: [
    workstream('schema', { changes: [{ path: 'src/schema/tables.sql', kind: 'added' }] }),
    workstream('store', {
      changes: [
        { path: 'src/store/notes.ts', kind: 'added' },
        { path: 'src/store/index.ts', kind: 'modified' },
      ],
    }),
  ],
  receipts: [
    receipt(1, 'Syntax & Style', 'npm run lint'),
    receipt(2, 'Unit Tests', 'npm test -- --run store', { durationMs: 5320, outputTail: '✓ 14 tests passed\n' }),
  ],
  commit: {
    sha: '9f3c1d2e4b5a69788796a5b4c3d2e1f001234567',
    message: 'feat(phase-1): storage\n\nDetails.',
    stats: { files: 3, insertions: 148, deletions: 6 },
  },
});

export const underWay = phase('2', 'Search and filters', {
  status: 'in-progress',
  step: 'execute',
  prp: 'PRPs/PRP-notes-phase-2.md',
  mode: 'sequential',
  modeReason: '3 workstreams, one after the other: api needs the work of index, and no contract says how.',
  gate,
  startedAt: NOW - 10 * minute,
  workstreams: [
    workstream('index', { changes: [{ path: 'src/index/build.ts', kind: 'added' }] }),
    workstream('api', { status: 'in-progress', startedAt: NOW - 2 * minute, endedAt: null }),
    workstream('docs', { status: 'pending', startedAt: null, endedAt: null, attempts: 0 }),
  ],
});

const used = (role: 'executor' | 'validator', by: string, model: string, counts: TokenCounts): UsageRow => ({
  phase: '1',
  workstream: by,
  role,
  runtime: 'playbook',
  model,
  counts,
  tokens: sumOf(counts),
  costUsd: role === 'executor' ? 1.1 : 0.134,
  costSource: role === 'executor' ? 'agent' : 'estimated',
  sessions: role === 'executor' ? 4 : 2,
  turns: role === 'executor' ? 4 : 2,
});

export const running: RunView = {
  id: '20260115-093000-abc123',
  project: { id: 'p1', name: 'notes', root: '/home/ana/notes' },
  prd: 'PRDs/PRD-notes.md',
  runtime: 'playbook',
  status: 'running',
  reason: null,
  outcome: null,
  branch: 'clutch/notes',
  session: { number: 1, usedPercent: 55, phasesCompleted: 1, teamFailed: false },
  usage: { tokens: 128_400, costUsd: 1.234, sessions: 6, activeMs: 24 * minute },
  phases: [landed, underWay, phase('3', 'Sharing')],
  signals: [],
  spending: [
    used('executor', 'api', 'large-model', { input: 21_400, cachedRead: 64_000, cachedWrite: 12_100, output: 9_300 }),
    used('validator', '@validator', 'small-model', { input: 8_200, cachedRead: 11_000, cachedWrite: 0, output: 2_400 }),
  ],
  agents: [
    {
      executor: 'executor-api',
      role: 'executor',
      phase: '2',
      workstream: 'api',
      runtime: 'playbook',
      machine: null,
      pid: 4711,
      startedAt: NOW - 2 * minute,
      events: 12,
      lastEventAt: NOW - 4000,
      lastEvent: 'Edit src/api/search.ts',
      liveness: {
        state: 'working',
        evidence: [
          { signal: 'process', says: 'process 4711 is there', at: NOW - 2000 },
          { signal: 'event', says: 'Edit src/api/search.ts', at: NOW - 4000 },
        ],
      },
    },
  ],
  report: null,
  startedAt: NOW - 30 * minute,
  updatedAt: NOW,
  endedAt: null,
};
