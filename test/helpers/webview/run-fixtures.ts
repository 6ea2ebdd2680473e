/** Runs as the server would describe them, at a fixed moment. */
import { RunView } from '#schemas/run/run.ts';
import type { PhaseView, WorkstreamView } from '#schemas/run/phase.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { MonitorState } from '#schemas/webview/monitor.ts';

export const NOW = Date.UTC(2026, 0, 15, 10, 0, 0);
const minute = 60_000;

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
    prp: null,
    mode: null,
    modeReason: null,
    workstreams: [],
    receipts: [],
    commit: null,
    startedAt: null,
    endedAt: null,
    ...over,
  };
}

const landed = phase('1', 'Storage', {
  status: 'completed',
  prp: 'PRPs/PRP-notes-phase-1.md',
  mode: 'sequential',
  modeReason: '2 workstreams',
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

const underWay = phase('2', 'Search and filters', {
  status: 'in-progress',
  step: 'execute',
  prp: 'PRPs/PRP-notes-phase-2.md',
  mode: 'sequential',
  modeReason: 'api depends on index',
  startedAt: NOW - 10 * minute,
  workstreams: [
    workstream('index', { changes: [{ path: 'src/index/build.ts', kind: 'added' }] }),
    workstream('api', { status: 'in-progress', startedAt: NOW - 2 * minute, endedAt: null }),
    workstream('docs', { status: 'pending', startedAt: null, endedAt: null, attempts: 0 }),
  ],
});

const running: RunView = {
  id: '20260115-093000-abc123',
  project: { id: 'p1', name: 'notes', root: '/home/ana/notes' },
  prd: 'PRDs/PRD-notes.md',
  runtime: 'playbook',
  status: 'running',
  reason: null,
  branch: 'clutch/notes',
  phases: [landed, underWay, phase('3', 'Sharing')],
  questions: [],
  agents: [
    {
      executor: 'executor-api',
      phase: '2',
      workstream: 'api',
      runtime: 'playbook',
      pid: 4711,
      startedAt: NOW - 2 * minute,
      lastEventAt: NOW - 4000,
      lastEvent: 'Edit src/api/search.ts',
    },
  ],
  report: null,
  startedAt: NOW - 30 * minute,
  updatedAt: NOW,
  endedAt: null,
};

const asking: RunView = {
  ...running,
  questions: [
    {
      id: 'q1',
      phase: '2',
      workstream: 'api',
      askedAt: NOW - minute,
      text: 'The plan does not say whether search is case sensitive. Which one do you want?',
      options: [
        { id: 'a', label: 'Case insensitive' },
        { id: 'b', label: 'Case sensitive' },
      ],
    },
  ],
};

const waiting: RunView = {
  ...running,
  status: 'waiting',
  reason: 'Level 2 (Unit Tests) of phase 2 failed three times.\nMend src/api/search.test.ts or the plan, then resume.',
  agents: [],
  phases: [
    landed,
    {
      ...underWay,
      status: 'failed',
      step: 'validate',
      workstreams: underWay.workstreams.map((one) => ({ ...one, status: 'completed' as const, endedAt: NOW - minute })),
      receipts: [
        receipt(1, 'Syntax & Style', 'npm run lint'),
        receipt(2, 'Unit Tests', 'npm test', {
          exitCode: 1,
          durationMs: 8123,
          outputTail: 'FAIL src/api/search.test.ts\n  expected 3 results, got 2\n    at search.test.ts:41:18\n',
        }),
        receipt(3, 'Integration Test', 'npm run e2e', { exitCode: null, stopped: 'timeout', durationMs: 600_000 }),
      ],
    },
    phase('3', 'Sharing'),
  ],
};

const completed: RunView = {
  ...running,
  status: 'completed',
  agents: [],
  endedAt: NOW,
  phases: [landed, { ...landed, id: '2', title: 'Search and filters' }, { ...landed, id: '3', title: 'Sharing' }],
  report: [
    '# Completion Report',
    '',
    'Three phases, **all validated**.',
    '',
    '| Phase | Commit | Files |',
    '|---|---|---|',
    '| 1 | `9f3c1d2e` | 3 |',
    '| 2 | `aa41c0de` | 5 |',
    '',
    '## Decisions',
    '- Search is case insensitive.',
    '- <b>Markup</b> in a report stays text.',
  ].join('\n'),
};

const state = (run: RunView | null, over: Partial<MonitorState> = {}): MonitorState => ({
  server: { state: 'ready', message: null },
  trusted: true,
  now: NOW,
  run: run === null ? null : RunView.parse(run),
  ...over,
});

export const monitorStates = {
  running: state(running),
  asking: state(asking),
  waiting: state(waiting),
  completed: state(completed),
  empty: state(null),
  untrusted: state(waiting, { trusted: false }),
  starting: state(null, { server: { state: 'starting', message: null } }),
  down: state(running, {
    server: { state: 'down', message: 'The CLUTCH server could not be started with node: it ended with exit code 1.' },
  }),
} as const satisfies Record<string, MonitorState>;
