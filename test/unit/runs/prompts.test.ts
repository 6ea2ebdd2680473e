import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EffectOf } from '#schemas/journal/effects.ts';
import { AgentRole } from '#schemas/run/policy.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import { checkContract } from '../../../server/language/contracts/check-contract.ts';
import { readContracts } from '../../../server/language/contracts/read-contracts.ts';
import { promptFor } from '../../../server/runs/prompts/index.ts';
import { brief, ownership } from './repository.ts';

type Mission = EffectOf<'run-agent'>;

function prompt(change: Partial<Mission> = {}): string {
  return promptFor({
    id: 'r-1',
    type: 'run-agent',
    role: 'executor',
    task: 'work',
    phase: '2',
    workstream: 'api',
    attempt: 1,
    runtime: 'playbook',
    playbook: null,
    root: '/p',
    worktree: '/w',
    base: 'base',
    merge: null,
    model: null,
    prd: 'PRDs/PRD-shop.md',
    prp: 'PRPs/PRP-PRD-shop-phase-2.md',
    ownership: ownership({ files: ['src/api/'] }),
    brief: brief(),
    ...change,
  });
}

const receipt: Receipt = {
  level: 2,
  title: 'Unit Tests',
  command: 'npm test',
  exitCode: 3,
  stopped: null,
  durationMs: 1,
  tree: 'tree',
  outputHash: 'hash',
  outputBytes: 4,
  outputTail: '1 failed',
  startedAt: 0,
};
const gap = { gap: 'No 404', expected: '404', actual: '500', severity: 'MAJOR' as const, files: ['src/api/a.ts'] };
const text = '```contract\nname: users\n```';

test('every role is told which phase of which plan it works on, and never to commit', () => {
  for (const role of AgentRole.options) {
    const words = prompt({ role, merge: { theirs: 'x', files: ['a.ts'] } });
    assert.match(words, /phase 2 of PRDs\/PRD-shop\.md/, role);
    assert.match(words, /PRPs\/PRP-PRD-shop-phase-2\.md/, role);
    assert.match(words, role === 'validator' ? /Change nothing/ : /not commit/, role);
    assert.doesNotMatch(words, /undefined|null|NaN|\[object/, role);
  }
});

test('every role hears what a person says', () => {
  for (const role of AgentRole.options) {
    const words = prompt({ role, brief: brief({ guidance: ['Mind the comma.', 'And the dot.'] }) });
    assert.ok(words.includes('A person says:\n> Mind the comma.\n> And the dot.'), role);
  }
});

describe('an executor', () => {
  test('is told its files, those a person has allowed too, and to leave all others alone', () => {
    const words = prompt({ ownership: ownership({ files: ['src/api/'], granted: ['shared.ts'] }) });
    assert.match(words, /these files and no other.*\n- src\/api\/\n- shared\.ts\n/);
    assert.match(words, /EXECUTION SUMMARY\nStatus: COMPLETE \| BLOCKED \| PARTIAL/);
  });

  test('that owns no files is kept from the plan alone', () => {
    assert.match(prompt({ ownership: ownership() }), /Leave the plan itself alone: PRDs\//);
  });

  test('knows which workstreams were merged into its own', () => {
    assert.match(prompt({ brief: brief({ merged: ['api', 'docs'] }) }), /workstreams api, docs of the PRP, merged/);
  });

  test('has contracts word for word, those it was given and the one it gave', () => {
    const owes = { to: ['ui'], about: 'the routes', text };
    const words = prompt({ brief: brief({ contracts: [{ from: 'store', text }], owes }) });
    assert.ok(
      words.includes(`published by executor-store and confirmed. Build to it exactly; do not deviate from it:`),
    );
    assert.ok(words.includes('You published this contract, and ui builds on it.'));
    assert.equal(words.split(text).length, 3);
    assert.match(words, /In your final report repeat, as fenced `contract` blocks/);
  });

  test('hears of its failures and gaps with what was printed and where', () => {
    const words = prompt({ brief: brief({ failures: [receipt], gaps: [gap] }) });
    assert.ok(words.includes('Level 2 (Unit Tests): `npm test` exited 3\n1 failed'));
    assert.ok(words.includes('MAJOR: No 404\nExpected: 404\nActual: 500\nFiles: src/api/a.ts'));
  });

  test('is not told of what is not known of a gap', () => {
    const words = prompt({ brief: brief({ gaps: [{ ...gap, expected: '', actual: '', files: [] }] }) });
    assert.match(words, /MAJOR: No 404\n/);
    assert.doesNotMatch(words, /Expected:|Actual:|Files: *\n/);
  });

  test('has the concerns that it decides', () => {
    assert.match(prompt({ brief: brief({ concerns: ['error format'] }) }), /cross-cutting concerns:\n- error format/);
  });
});

describe('who owes a contract', () => {
  const owes = { to: ['ui', 'docs'], about: 'the routes', text: null };
  const words = prompt({
    task: 'contract',
    brief: brief({ owes, concerns: ['paging'], findings: [{ path: 'x', message: 'no type' }] }),
  });

  test('is told to whom and about what, and to write no code', () => {
    assert.match(words, /workstream “api”: ui, docs\./);
    assert.match(words, /rely on: the routes\. Write no code/);
    assert.match(words, /under `concerns` in your contract:\n- paging/);
    assert.match(words, /Mend this:\n- x: no type/);
  });

  test('is shown an example in which a program finds nothing', () => {
    const { contracts, findings } = readContracts(words);
    assert.deepEqual(findings, []);
    assert.equal(contracts.length, 1);
    assert.deepEqual(
      contracts.flatMap(({ contract }) => checkContract(contract)),
      [],
    );
  });
});

test('a debugger may touch the files of all, and reports what it mended', () => {
  const words = prompt({ role: 'debugger', brief: brief({ failures: [receipt] }) });
  assert.match(words, /FIX REPORT\nStatus: FIXED \| STUCK/);
  assert.match(words, /- src\/api\/\n/);
  assert.match(words, /`npm test` exited 3/);
});

test('a validator sees the commands that passed, and what was claimed as a claim', () => {
  const report = {
    status: 'COMPLETE' as const,
    filesCreated: [],
    filesModified: [],
    tests: 'all pass',
    issues: 'none',
    decisions: 'none',
  };
  const summaries = [
    { executor: 'executor-api', report },
    { executor: 'executor-ui', report: null },
  ];
  const words = prompt({ role: 'validator', brief: brief({ failures: [{ ...receipt, exitCode: 0 }], summaries }) });
  assert.match(words, /- Level 2 \(Unit Tests\): `npm test`\n/);
  assert.match(words, /Do not believe it; look:\n\nexecutor-api: COMPLETE\nTests: all pass/);
  assert.match(words, /executor-ui: no report/);
  assert.match(words, /Grade: PASS \| GAPS_FOUND \| HUMAN_NEEDED/);
});

test('a resolver is told the files in conflict', () => {
  const words = prompt({ role: 'conflict_resolver', merge: { theirs: 'abc', files: ['a.ts', 'b.ts'] } });
  assert.match(words, /conflict marks: a\.ts, b\.ts\./);
});

test('who writes a PRP is told where to put it and its analysis, and what a program found in the last one', () => {
  const words = prompt({
    role: 'research',
    brief: brief({ findings: [{ path: 'PRPs/x.md:3', message: 'no levels' }] }),
  });
  assert.match(words, /Write PRPs\/PRP-PRD-shop-phase-2\.md\./);
  assert.match(words, /PRPs\/planning\/PRD-shop-phase-2-analysis\.md/);
  assert.match(words, /- PRPs\/x\.md:3: no levels/);
});
