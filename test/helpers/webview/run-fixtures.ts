/** Runs as the server would describe them, at a fixed moment. */
import { RunView } from '#schemas/run/run.ts';
import { isUrgent, openSignals } from '#schemas/run/open-signals.ts';
import type { MonitorState, RunSummary } from '#schemas/webview/monitor.ts';
import { sharedProject, staleProject } from './shared-projects.ts';
import { landed, minute, NOW, phase, receipt, running, signal, underWay } from './run-parts.ts';
import { debugging, limited, ownership, team } from './team-runs.ts';

export { NOW, phase, receipt, signal, workstream } from './run-parts.ts';

const asking: RunView = {
  ...running,
  signals: [
    signal('q1', {
      kind: 'question',
      workstream: 'api',
      from: 'executor-api',
      text: 'The plan does not say whether search is case sensitive. Which one do you want?',
      options: [
        { id: 'a', label: 'Case insensitive', needs: null },
        { id: 'b', label: 'Case sensitive', needs: null },
      ],
    }),
  ],
};

const waiting: RunView = {
  ...running,
  status: 'waiting',
  agents: [],
  signals: [
    signal('s1', {
      severity: 'high',
      text: 'Level 2 (Unit Tests) of phase 2 failed three times. Say what to do, try again, or defer the phase.',
      detail: '$ npm test\nFAIL src/api/search.test.ts\n  expected 3 results, got 2',
      options: [
        { id: 'guide', label: 'Try again with guidance', needs: 'guidance' },
        { id: 'retry', label: 'Try again', needs: null },
        { id: 'defer', label: 'Defer it', needs: 'reason' },
      ],
    }),
  ],
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

export const summary = ({ id, project, prd, status, startedAt, endedAt }: RunView): RunSummary => ({
  id,
  project: project.name,
  prd,
  status,
  startedAt,
  endedAt,
});

export const state = (run: RunView | null, over: Partial<MonitorState> = {}): MonitorState => ({
  server: { state: 'ready', message: null },
  trusted: true,
  now: NOW,
  runs: run === null ? [] : [summary(run)],
  waiting: run === null ? 0 : openSignals([run]).filter(isUrgent).length,
  chosen: null,
  run: run === null ? null : RunView.parse(run),
  triage: null,
  collab: [],
  ...over,
});

export const monitorStates = {
  running: state(running),
  asking: state(asking),
  waiting: state(waiting),
  team: state(team),
  ownership: state(ownership),
  debugging: state(debugging),
  limited: state(limited),
  paused: state({ ...team, status: 'paused', reason: 'Paused by a person: what is under way may end.' }),
  completed: state(completed),
  empty: state(null),
  untrusted: state(waiting, { trusted: false }),
  starting: state(null, { server: { state: 'starting', message: null } }),
  peers: state(running, { collab: [sharedProject] }),
  stalePeers: state(null, { collab: [staleProject] }),
  down: state(running, {
    server: { state: 'down', message: 'The CLUTCH server could not be started with node: it ended with exit code 1.' },
  }),
} as const satisfies Record<string, MonitorState>;
