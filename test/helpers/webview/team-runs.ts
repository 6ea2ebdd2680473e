/** Runs of a team, and what can come of one. */
import type { ContractView, PhaseView } from '#schemas/run/phase.ts';
import type { AgentView, RunView } from '#schemas/run/run.ts';
import { landed, minute, NOW, phase, receipt, running, signal, underWay, workstream } from './run-parts.ts';

const agent = (name: string, lastEvent: string, over: Partial<AgentView> = {}): AgentView => ({
  executor: `executor-${name}`,
  role: 'executor',
  phase: '2',
  workstream: name,
  runtime: 'playbook',
  machine: null,
  pid: 4711,
  startedAt: NOW - 2 * minute,
  events: 12,
  lastEventAt: NOW - 4000,
  lastEvent,
  liveness: { state: 'working', evidence: [{ signal: 'event', says: lastEvent, at: NOW - 4000 }] },
  ...over,
});

const contract: ContractView = {
  to: ['api', 'docs'],
  about: 'what `index` offers: how a search is asked and answered',
  status: 'confirmed',
  source: 'agent',
  text: '```contract\nsearch(query: string): Note[]\n```',
  findings: [],
  attempts: 1,
};

const atWork = { status: 'in-progress', startedAt: NOW - 2 * minute, endedAt: null } as const;

/** A staggered team at work: one contract is confirmed, one is still wanted. */
const teamPhase: PhaseView = {
  ...underWay,
  mode: 'staggered-team',
  modeReason:
    '3 workstreams depend on each other only through contracts: each starts when the contracts it builds on are confirmed.',
  workstreams: [
    workstream('index', { ...atWork, contract, changes: [{ path: 'src/index/build.ts', kind: 'added' }] }),
    workstream('api', {
      ...atWork,
      dependsOn: ['index'],
      runtime: 'other-agent',
      machine: 'lab',
      contract: {
        ...contract,
        to: ['docs'],
        about: 'the routes',
        status: 'wanted',
        source: null,
        text: null,
        attempts: 0,
      },
    }),
    workstream('docs', { status: 'pending', startedAt: null, endedAt: null, attempts: 0, dependsOn: ['index', 'api'] }),
  ],
};
export const team: RunView = {
  ...running,
  phases: [landed, teamPhase, phase('3', 'Sharing')],
  agents: [
    agent('index', 'Edit src/index/build.ts'),
    agent('api', 'Read src/index/build.ts', { machine: 'lab', pid: null }),
  ],
  signals: [signal('n1', { kind: 'fyi', text: 'The branch moved on by 2 commits; phase 2 builds on top of them.' })],
};

const outside = [
  { path: 'src/index/build.ts', owner: 'executor-index' },
  { path: 'PRPs/PRP-notes-phase-2.md', owner: 'the plan' },
];

/** An executor changed files of another one. */
export const ownership: RunView = {
  ...team,
  status: 'waiting',
  agents: [],
  phases: [
    landed,
    {
      ...teamPhase,
      status: 'failed',
      workstreams: teamPhase.workstreams.map((one) => (one.name === 'api' ? { ...one, outside } : one)),
    },
    phase('3', 'Sharing'),
  ],
  signals: [
    signal('s1', {
      workstream: 'api',
      severity: 'high',
      text: 'executor-api changed src/index/build.ts and 1 more, which is not its own: executor-index owns it. Nothing of phase 2 is committed before you decide.',
      detail: outside.map(({ path, owner }) => `${path} (${owner})`).join('\n'),
      options: [
        { id: 'drop', label: 'Undo these changes', needs: null },
        { id: 'allow', label: 'Allow these changes', needs: null },
        { id: 'send-back', label: 'Send it back to its executor', needs: null },
      ],
    }),
    signal('s2', {
      workstream: 'docs',
      from: 'executor-docs',
      text: 'Phase 2: executor-docs reported BLOCKED: the routes are not decided. Guide it, try again, or skip or defer the workstream with a reason.',
      options: [
        { id: 'guide', label: 'Try again with guidance', needs: 'guidance' },
        { id: 'retry', label: 'Try again', needs: null },
        { id: 'skip', label: 'Skip it', needs: 'reason' },
        { id: 'defer', label: 'Defer it', needs: 'reason' },
      ],
    }),
  ],
};

/** Contracts that do not fit, gaps found, mended twice, and a team that had failed. */
export const debugging: RunView = {
  ...team,
  agents: [agent('@debugger', 'Edit src/api/search.ts', { executor: 'debugger', role: 'debugger' })],
  signals: [],
  session: { number: 2, usedPercent: 40, phasesCompleted: 0, teamFailed: true },
  phases: [
    landed,
    {
      ...teamPhase,
      step: 'debug',
      teamFailed: true,
      debugCycles: 2,
      staleReceipts: 4,
      workstreams: teamPhase.workstreams.map((one) => ({
        ...one,
        status: 'completed' as const,
        endedAt: NOW - minute,
      })),
      debugger: workstream('@debugger', { ...atWork, role: 'debugger', executor: 'debugger', attempts: 2 }),
      comparisons: [
        {
          from: 'index',
          to: 'api',
          published: 'search(query: string): Note[]\n',
          consumed: 'search(query: string, limit: number): Note[]\n',
          differences: [{ workstream: 'api', message: 'calls search with `limit`, which the contract does not have' }],
        },
        { from: 'index', to: 'docs', published: 'same\n', consumed: 'same\n', differences: [] },
      ],
      receipts: [receipt(1, 'Syntax & Style', 'npm run lint')],
      verification: {
        grade: 'GAPS_FOUND',
        requirements: '5 of 6 requirements hold; filters by tag are missing.',
        tests: '21 of 21 pass.',
        gaps: [
          {
            gap: 'Filters by tag are not applied',
            expected: 'GET /search?tag=x returns only notes with the tag',
            actual: 'the parameter is ignored',
            severity: 'CRITICAL',
            files: ['src/api/search.ts'],
          },
          { gap: 'No test of an empty query', expected: 'a test', actual: 'none', severity: 'MINOR', files: [] },
        ],
        warnings: 'search.ts has grown to 310 lines.',
      },
    },
    phase('3', 'Sharing'),
  ],
};

/** A limit stopped the run, and a phase and a workstream were left out on purpose. */
export const limited: RunView = {
  ...running,
  status: 'stopped',
  agents: [],
  reason: 'The cap of 2 USD is reached: 2.04 used, or expected with the next phase.',
  outcome: { kind: 'costUsd', used: 2.04, limit: 2, resume: 'clutch resume 20260115-093000-abc123' },
  phases: [
    landed,
    {
      ...underWay,
      workstreams: [
        workstream('index', { held: 'paused', status: 'in-progress', endedAt: null }),
        workstream('api', { status: 'skipped', reason: 'The old API stays for this release.' }),
        workstream('docs', { status: 'deferred', reason: 'Written once the names are final.' }),
      ],
    },
    phase('3', 'Sharing', { status: 'deferred', reason: 'Legal has not agreed yet.' }),
  ],
};
