import type { PromptName } from '#schemas/prompt-name.ts';
import type { PromptVariables } from '#schemas/prompts.ts';

/** Values for looking at a prompt where there is no plan to take them from: something for every variable. */
export function sampleVariables<Name extends PromptName>(name: Name, tools: boolean): PromptVariables<Name> {
  return { ...SAMPLES[name], tools };
}

const session = {
  tools: false,
  guidance: ['Keep the old route until the next release.'],
  answers: [{ question: 'May the field be renamed?', answer: 'Yes, nobody uses it yet.' }],
};

const phase = { ...session, phase: '2', prd: 'PRDs/PRD-sample.md', prp: 'PRPs/PRP-PRD-sample-phase-2.md' };

const command = { level: 2, title: 'Unit tests', command: 'npm test' };
const commands = [{ level: 1, title: 'Style', command: 'npm run lint' }, command];
const failures = [{ ...command, result: 'exited 1', output: '1 failed: GET /users/7/ answers 500' }];
const gaps = [
  {
    severity: 'MAJOR',
    gap: 'An unknown id is answered with 500',
    expected: '404',
    actual: '500',
    files: 'src/api/users.ts',
  },
];
const findings = [{ path: 'users: endpoints[0].responses', message: 'has no 404' }];
const report = { status: 'COMPLETE', tests: '12 passed', issues: 'none', decisions: 'none' };
const summaries = [
  { executor: 'executor-api', report },
  { executor: 'executor-docs', report: null },
];

const contract = '```contract\nname: users\nfunctions:\n  - name: findUser\n    returns: User | null\n```';
const concerns = ['Error format'];
const work = {
  files: ['src/api/', 'test/api/'],
  concerns,
  contracts: [{ from: 'store', text: contract }],
  published: { to: 'ui, docs', text: contract },
  bound: true,
  failures,
  gaps,
};

const task = {
  ...session,
  task: 'T-12',
  title: 'Users can be found by their e-mail address',
  description: 'The search takes names only. Support asks for addresses every day.',
  criteria: ['GET /users/?email= finds exactly one user', 'An address that nobody has gives an empty list'],
  comments: [{ from: 'A person', text: 'Upper and lower case are the same address.' }],
  prd: 'PRDs/PRD-sample.md',
};
const change = { ...task, branch: 'clutch/T-12', base: 'main', commands };

const SAMPLES: { readonly [Name in PromptName]: PromptVariables<Name> } = {
  executor: { ...phase, ...work, workstream: 'api', merged: '' },
  'executor-contract': {
    ...phase,
    workstream: 'api',
    to: 'ui, docs',
    about: 'the routes of users',
    concerns,
    findings,
  },
  research: { ...phase, analysis: 'PRPs/planning/PRD-sample-phase-2-analysis.md', findings },
  validator: { ...phase, commands, summaries },
  debugger: { ...phase, ...work, summaries },
  conflict_resolver: { ...phase, conflicts: ['src/api/users.ts'], summaries },
  reviewer: { ...change, gaps },
  pm: {
    ...task,
    problem: 'BLOCKED: nobody knows whether addresses are unique.',
    attempts: 1,
    tasks: [{ id: 'T-9', title: 'Users have a second address', status: 'in progress' }],
  },
  qa: change,
  pe: { ...change, files: ['package.json', '.ci/'], failures },
  verify: { ...change, branch: 'main', base: '1f0c9ae', commit: '8d21b47' },
};
