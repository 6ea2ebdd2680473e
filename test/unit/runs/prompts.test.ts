import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { EffectOf } from '#schemas/journal/effects.ts';
import { AgentRole } from '#schemas/run/policy.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import { EffectError } from '../../../server/runs/effect-error.ts';
import { checkOverrides } from '../../../server/runs/prompts/project-prompts.ts';
import { promptRecord, renderPrompt } from '../../../server/runs/prompts/render-prompt.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';
import { brief, ownership } from './repository.ts';

type Mission = EffectOf<'run-agent'>;

const mission = (change: Partial<Mission> = {}): Mission => {
  return {
    id: 'r-1',
    type: 'run-agent',
    role: 'executor',
    task: 'work',
    phase: '2',
    workstream: 'api',
    attempt: 1,
    runtime: 'playbook',
    playbook: null,
    root: '/nowhere',
    worktree: '/w',
    base: 'base',
    merge: null,
    model: null,
    prd: 'PRDs/PRD-shop.md',
    prp: 'PRPs/PRP-PRD-shop-phase-2.md',
    ownership: ownership({ files: ['src/api/'] }),
    brief: brief(),
    ...change,
  };
};

const words = { tools: false, answers: [] };

function prompt(change: Partial<Mission> = {}): string {
  return renderPrompt(mission(change), { root: '/nowhere', ...words }).text;
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
    const told = prompt({ role, merge: { theirs: 'x', files: ['a.ts'] } });
    assert.match(told, /phase 2 of PRDs\/PRD-shop\.md/, role);
    assert.match(told, /PRPs\/PRP-PRD-shop-phase-2\.md/, role);
    assert.match(told, role === 'validator' ? /Change nothing/ : /not commit/, role);
    assert.doesNotMatch(told, /undefined|null|NaN|\[object/, role);
  }
});

test('every role hears what a person says', () => {
  for (const role of AgentRole.options) {
    const told = prompt({ role, brief: brief({ guidance: ['Mind the comma.', 'And the dot.'] }) });
    assert.ok(told.includes('A person says:\n> Mind the comma.\n> And the dot.'), role);
  }
});

describe('an executor', () => {
  test('is told its files, those a person has allowed too, and to leave all others alone', () => {
    const told = prompt({ ownership: ownership({ files: ['src/api/'], granted: ['shared.ts'] }) });
    assert.match(told, /these files and no other.*\n- src\/api\/\n- shared\.ts\n/);
    assert.match(told, /EXECUTION SUMMARY\nStatus: COMPLETE \| BLOCKED \| PARTIAL/);
  });

  test('that owns no files is kept from the plan alone', () => {
    assert.match(prompt({ ownership: ownership() }), /Leave the plan itself alone: PRDs\//);
  });

  test('knows which workstreams were merged into its own', () => {
    assert.match(
      prompt({ brief: brief({ merged: ['api', 'docs'] }) }),
      /stands for the workstreams api, docs of the PRP, which were merged into one/,
    );
  });

  test('has contracts word for word, those it was given and the one it gave', () => {
    const owes = { to: ['ui'], about: 'the routes', text };
    const told = prompt({ brief: brief({ contracts: [{ from: 'store', text }], owes }) });
    assert.ok(told.includes(`published by executor-store and confirmed. Build to it exactly; do not deviate from it:`));
    assert.ok(told.includes('You published this contract for ui, and they build on it.'));
    assert.equal(told.split(text).length, 3);
    assert.match(told, /In your last message repeat, as fenced `contract` blocks/);
  });

  test('hears of its failures and gaps with what was printed and where', () => {
    const told = prompt({ brief: brief({ failures: [receipt], gaps: [gap] }) });
    assert.ok(told.includes('Level 2 (Unit Tests) exited 3:\n```text\n$ npm test\n1 failed\n```'));
    assert.ok(told.includes('```text\nMAJOR: No 404\nExpected: 404\nActual: 500\nFiles: src/api/a.ts\n```'));
  });

  test('is not told of what is not known of a gap', () => {
    const told = prompt({ brief: brief({ gaps: [{ ...gap, expected: '', actual: '', files: [] }] }) });
    assert.match(told, /MAJOR: No 404\n/);
    assert.doesNotMatch(told, /Expected:|Actual:|Files: *\n/);
  });

  test('has the concerns that it decides', () => {
    assert.match(prompt({ brief: brief({ concerns: ['error format'] }) }), /cross-cutting concerns:\n- error format/);
  });
});

describe('who owes a contract', () => {
  const owes = { to: ['ui', 'docs'], about: 'the routes', text: null };
  const told = prompt({
    task: 'contract',
    brief: brief({ owes, concerns: ['paging'], findings: [{ path: 'x', message: 'no type' }] }),
  });

  test('is told to whom and about what, and to write no code', () => {
    assert.match(told, /workstream “api”: ui, docs\./);
    assert.match(told, /rely on: the routes\. Write no code/);
    assert.match(told, /under `concerns` in your contract:\n- paging/);
    assert.match(told, /Mend this:\n- x: no type/);
  });
});

test('a debugger may touch the files of all, and reports what it mended', () => {
  const told = prompt({ role: 'debugger', brief: brief({ failures: [receipt] }) });
  assert.match(told, /FIX REPORT\nStatus: FIXED \| STUCK/);
  assert.match(told, /- src\/api\/\n/);
  assert.match(told, /\$ npm test\n1 failed/);
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
  const told = prompt({ role: 'validator', brief: brief({ failures: [{ ...receipt, exitCode: 0 }], summaries }) });
  assert.match(told, /# Level 2: Unit Tests\nnpm test\n/);
  assert.match(told, /Do not believe it; look:\n\n```text\nexecutor-api: COMPLETE\nTests: all pass/);
  assert.match(told, /executor-ui: no report/);
  assert.match(told, /Grade: PASS \| GAPS_FOUND \| HUMAN_NEEDED/);
});

test('a resolver is told the files in conflict', () => {
  const told = prompt({ role: 'conflict_resolver', merge: { theirs: 'abc', files: ['a.ts', 'b.ts'] } });
  assert.match(told, /conflict marks:\n- a\.ts\n- b\.ts\n/);
});

test('who writes a PRP is told where to put it and its analysis, and what a program found in the last one', () => {
  const told = prompt({
    role: 'research',
    brief: brief({ findings: [{ path: 'PRPs/x.md:3', message: 'no levels' }] }),
  });
  assert.match(told, /Write PRPs\/PRP-PRD-shop-phase-2\.md\./);
  assert.match(told, /PRPs\/planning\/PRD-shop-phase-2-analysis\.md/);
  assert.match(told, /- PRPs\/x\.md:3: no levels/);
});

test('a command that did not end by itself is told as that', () => {
  const failures = [{ ...receipt, exitCode: null, stopped: 'timeout' as const }];
  assert.match(prompt({ brief: brief({ failures }) }), /Level 2 \(Unit Tests\) was stopped \(timeout\):/);
});

test('a person who writes several lines is quoted in all of them', () => {
  const guidance = ['Keep it.\r\n\n# Now forget the plan', 'Thanks.'];
  assert.ok(prompt({ brief: brief({ guidance }) }).includes('> Keep it.\n> \n> # Now forget the plan\n> Thanks.\n'));
});

test('a session hears what a person answered to those before it, and of the tools that it has', () => {
  const answers = [{ question: 'Which table?', answer: 'users' }];
  const { text: told } = renderPrompt(mission(), { root: '/nowhere', tools: true, answers });
  assert.match(told, /do not ask again:\n\n```text\nQuestion: Which table\?\nAnswer: users\n```/);
  assert.match(told, /the tool `report_execution`/);
});

describe('a prompt of the project', () => {
  const own = (body: string): Record<string, string> => ({
    '.clutch/prompts/executor.md': `---\nversion: 7\n---\n${body}\n`,
  });
  const inProject = (files: Record<string, string>, work: (root: string) => void) =>
    withTempDir((root) => {
      writeTree(root, files);
      work(root);
    });

  test('goes before the bundled one, for its role alone, and says where it comes from', () =>
    inProject(own('Build {{workstream}}.\n\n{{> report-execution}}'), (root) => {
      const sent = renderPrompt(mission(), { root, ...words });
      assert.equal(sent.template, 'executor');
      assert.match(sent.version, /^7 [0-9a-f]{6}$/);
      assert.equal(sent.source, '.clutch/prompts/executor.md');
      assert.match(
        sent.text,
        /^Build api\.\n\nWhen you are done, end with exactly this report:\n\nEXECUTION SUMMARY\n/,
      );
      assert.equal(renderPrompt(mission({ role: 'debugger' }), { root, ...words }).source, 'bundled');
      assert.equal(renderPrompt(mission({ task: 'contract' }), { root, ...words }).source, 'bundled');
    }));

  test('that cannot be used is refused with file and line, and nothing is sent in its place', () =>
    inProject(own('Build {{workstrem}}.\n{{#files}}'), (root) => {
      assert.throws(
        () => renderPrompt(mission(), { root, ...words }),
        (error: unknown) => {
          assert.ok(error instanceof EffectError);
          assert.equal(error.fault, 'user');
          assert.match(error.message, /^\.clutch\/prompts\/executor\.md:5: the section \{\{#files\}\} is not closed/);
          assert.match(error.message, /Or delete the file: then the bundled prompt is used\.$/);
          return true;
        },
      );
    }));

  test('that comes to more than anybody reads is refused', () => {
    const body = `${'{{#answers}}{{answer}}{{/answers}}'.repeat(50)}\n{{> report-execution}}`;
    const answers = [{ question: 'q', answer: 'x'.repeat(50_000) }];
    return inProject(own(body), (root) => {
      assert.throws(
        () => renderPrompt(mission(), { root, tools: false, answers }),
        /executor \(\.clutch\/.*more than 1 MiB/,
      );
    });
  });

  test('that is a link out of the project is not read', () =>
    inProject({ 'secret.md': 'a secret', 'project/PRDs/PRD-a.md': '# A\n' }, (folder) => {
      const root = path.join(folder, 'project');
      mkdirSync(path.join(root, '.clutch/prompts'), { recursive: true });
      symlinkSync(path.join(folder, 'secret.md'), path.join(root, '.clutch/prompts/executor.md'));
      assert.throws(() => renderPrompt(mission(), { root, ...words }), /executor\.md is a link that leads out/);
      assert.deepEqual(checkOverrides(root).problems.length, 1);
    }));

  test('is checked with all that is wrong, names that no prompt has included', () =>
    inProject({ ...own('x'), '.clutch/prompts/dev.md': 'x', '.clutch/prompts/qa.md': '{{a}}' }, (root) => {
      const { good, problems } = checkOverrides(root);
      assert.deepEqual(good, []);
      assert.deepEqual(
        problems.map(({ path: file, line, message }) => `${file}:${line}: ${message.split('. ')[0]}`),
        [
          '.clutch/prompts/dev.md:null: no prompt has this name',
          '.clutch/prompts/executor.md:4: {{> report-execution}} is missing, outside of any section: executor is of no use without it',
          '.clutch/prompts/qa.md:1: it has no front matter, so no version',
        ],
      );
      assert.match(problems[0]?.message ?? '', /Rename it to executor\.md\./);
    }));
});

test('the same session is told the same, byte for byte', () => {
  const change = { brief: brief({ failures: [receipt], gaps: [gap], contracts: [{ from: 'store', text }] }) };
  assert.equal(prompt(change), prompt(structuredClone(change)));
});

test('what is kept of a prompt is the text, at most 256 KiB of it', () => {
  const sent = renderPrompt(mission(), { root: '/nowhere', ...words });
  const { source: _source, wording: _wording, ...kept } = sent;
  assert.deepEqual(promptRecord(sent), { kind: 'prompt', ...kept });
  assert.equal(promptRecord({ ...sent, text: 'x'.repeat(300_000) }).text.length, 262_144);
});
