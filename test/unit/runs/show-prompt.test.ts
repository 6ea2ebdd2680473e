import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { SessionRecord } from '#schemas/journal/records.ts';
import type { ShowPromptParams } from '#schemas/protocol/prompts.ts';
import { PromptName } from '#schemas/prompt-name.ts';
import { editPrompt } from '../../../server/runs/prompts/edit-prompt.ts';
import { listPrompts } from '../../../server/runs/prompts/list-prompts.ts';
import { showPrompt } from '../../../server/runs/prompts/show-prompt.ts';
import { createPlanProject, type PlannedPhase } from '../../helpers/plan-project.ts';
import { withTempDir } from '../../helpers/temp.ts';
import { monitorStates } from '../../helpers/webview/run-fixtures.ts';

const PHASES: readonly PlannedPhase[] = [
  {
    workstreams: [{ name: 'alpha' }, { name: 'beta', dependsOn: ['alpha'] }],
    chain: ['alpha → publishes [the list] → beta'],
    concerns: { 'Error format': 'executor-alpha' },
  },
  { workstreams: [{ name: 'solo' }], hasPrp: false },
  { workstreams: [{ name: 'left' }, { name: 'right' }], commands: ['npm test'] },
];

const inPlan = (work: (root: string) => Promise<void>, config: object = {}): Promise<void> =>
  withTempDir((folder) => work(createPlanProject(folder, PHASES, config).root));

const asked = (target: string, change: Partial<ShowPromptParams> = {}): ShowPromptParams => {
  return { prompt: 'executor', target, planned: true, phase: null, workstream: null, run: null, ...change };
};

const textOf = async (params: ShowPromptParams): Promise<string> => (await showPrompt(params, null)).text;

describe('a prompt of a plan that has not been run', () => {
  test('is that of the first workstream of the first open phase, where nothing else is said', () =>
    inPlan(async (root) => {
      const shown = await showPrompt(asked(root), null);
      assert.equal(shown.kind, 'ahead');
      assert.equal(shown.session, 'executor-alpha of phase 1');
      assert.equal(shown.project, root);
      assert.match(shown.text, /^You are executor-alpha for phase 1 of PRDs\/PRD-plan\.md\./);
      assert.match(shown.text, /- 1-alpha\.txt\n/);
      assert.match(shown.text, /cross-cutting concerns:\n- Error format/);
    }));

  test('names who will publish what it builds on, which nobody knows yet', () =>
    inPlan(async (root) => {
      const text = await textOf(asked(root, { workstream: 'beta' }));
      assert.match(
        text,
        /published by executor-alpha and confirmed.*\n\n```markdown\n<the contract that executor-alpha/s,
      );
    }));

  test('is there for every role that a run has sessions of', () =>
    inPlan(async (root) => {
      const text = (prompt: PromptName, phase: string) => textOf(asked(root, { prompt, phase }));
      assert.match(await text('executor-contract', '1'), /build on your workstream “alpha”: beta\./);
      assert.match(await text('research', '02'), /You write the PRP for phase 2/);
      assert.match(await text('research', '1'), /3\. Write PRPs\/PRP-PRD-plan-phase-1\.md\./);
      assert.match(await text('validator', '3'), /# Level 1: Syntax & Style\nnpm test\n/);
      assert.match(await text('debugger', '3'), /\$ npm test\n<the end of what it printed>/);
      assert.match(await text('conflict_resolver', '3'), /You resolve a merge conflict in phase 3/);
    }));

  test('is refused where there is no such session, with the reason', () =>
    inPlan(
      async (root) => {
        const refusals: readonly (readonly [Partial<ShowPromptParams>, RegExp])[] = [
          [{ workstream: 'gamma' }, /Phase 1 has no workstream gamma\. Its workstreams are alpha, beta\./],
          [{ phase: '9' }, /PRDs\/PRD-plan\.md has no phase 9\. Its phases are 1, 2, 3\./],
          [{ phase: '2' }, /Phase 2 has no PRP yet.*Write PRPs\/PRP-PRD-plan-phase-2\.md/],
          [{ prompt: 'executor-contract', phase: '3' }, /no session publishes a contract\. .*Contract Chain/],
          [{ prompt: 'validator' }, /no session has the role validator\. The validator is switched off/],
          [{ prompt: 'reviewer' }, /no session of reviewer\. Leave the plan out/],
        ];
        for (const [change, reason] of refusals) await assert.rejects(showPrompt(asked(root, change), null), reason);
      },
      { validator: false },
    ));

  test('is what a session gets: the words of the project where it has any', () =>
    inPlan(async (root) => {
      const { path: file, created } = editPrompt(root, 'executor');
      assert.ok(created);
      const bundled = await showPrompt(asked(root), null);
      writeFileSync(file, readFileSync(file, 'utf8').replace('How to work:', 'How we work here:'));
      const own = await showPrompt(asked(root), null);
      assert.equal(own.source, '.clutch/prompts/executor.md');
      assert.equal(own.text, bundled.text.replace('How to work:', 'How we work here:'));
      assert.notEqual(own.version, bundled.version);
    }));
});

test('without a plan every prompt is shown with sample values, and needs no project', () =>
  withTempDir(async (folder) => {
    for (const prompt of PromptName.options) {
      const shown = await showPrompt(asked(folder, { prompt, planned: false }), null);
      assert.equal(shown.kind, 'sample');
      assert.equal(shown.source, 'bundled');
      assert.ok(shown.text.length > 500, prompt);
    }
  }));

describe('a prompt of a run', () => {
  const { run } = monitorStates.debugging;
  assert.ok(run);
  const record = (change: Partial<SessionRecord>, text: string): SessionRecord => {
    const body = { kind: 'prompt', template: 'executor', version: '2 abcdef', text } as const;
    return { id: 1, run: run.id, effect: 'e', phase: '1', workstream: 'api', role: 'executor', at: 0, body, ...change };
  };
  const records = [
    record({}, 'first'),
    record({ workstream: 'ui' }, 'other'),
    record({}, 'second'),
    record({ body: { kind: 'session', session: 's' } }, ''),
  ];
  const look = (change: Partial<ShowPromptParams>) =>
    showPrompt(asked('/nowhere', { planned: false, run: run.id, ...change }), { view: run, records });

  test('is the last one that was sent, word for word, with the version that it had', async () => {
    const shown = await look({ workstream: 'api', phase: '1' });
    assert.deepEqual(
      [shown.text, shown.version, shown.source, shown.kind, shown.session],
      ['second', '2 abcdef', null, 'sent', 'executor-api of phase 1'],
    );
    assert.equal((await look({ prompt: null, workstream: 'ui' })).text, 'other');
  });

  test('is refused where none was sent, and where there is no such run', async () => {
    await assert.rejects(look({ prompt: 'validator', phase: '1' }), /has sent no prompt validator in phase 1 yet/);
    await assert.rejects(showPrompt(asked('/nowhere', { run: 'x' }), null), /There is no run x\./);
  });

  test('of a workstream that has not begun is the one that is going to be sent', () =>
    inPlan(async (root) => {
      const view = { ...run, project: { ...run.project, root }, prd: 'PRDs/PRD-plan.md' };
      const params = asked(root, { prompt: null, run: run.id, phase: '1', workstream: 'beta' });
      const shown = await showPrompt(params, { view, records });
      assert.deepEqual([shown.kind, shown.session], ['ahead', 'executor-beta of phase 1']);
    }));
});

describe('a prompt that is to be edited', () => {
  test('is copied into the project once, and never written over', () =>
    withTempDir((root) => {
      const { path: file } = editPrompt(root, 'qa');
      assert.equal(file, path.join(root, '.clutch/prompts/qa.md'));
      writeFileSync(file, 'mine');
      assert.deepEqual(editPrompt(root, 'qa'), { path: file, created: false });
      assert.equal(readFileSync(file, 'utf8'), 'mine');
    }));

  test('is not written through a link out of the project', () =>
    withTempDir((folder) => {
      const root = path.join(folder, 'project');
      mkdirSync(path.join(root, '.clutch'), { recursive: true });
      mkdirSync(path.join(folder, 'elsewhere'));
      symlinkSync(path.join(folder, 'elsewhere'), path.join(root, '.clutch/prompts'));
      assert.throws(() => editPrompt(root, 'qa'), /is a link that leads out of the project/);
    }));
});

test('the list says of each prompt where it comes from, and why one cannot be used', () =>
  withTempDir((root) => {
    writeFileSync(editPrompt(root, 'pm').path, 'no head');
    editPrompt(root, 'pe');
    const listed = new Map(listPrompts(root).map((one) => [one.name, one]));
    assert.deepEqual([...listed.keys()], PromptName.options);
    assert.deepEqual(listed.get('executor')?.aliases, ['dev']);
    assert.equal(listed.get('executor')?.source, 'bundled');
    assert.equal(listed.get('pe')?.source, '.clutch/prompts/pe.md');
    assert.equal(listed.get('pm')?.version, null);
    assert.match(listed.get('pm')?.problem ?? '', /pm\.md:1: it has no front matter/);
  }));
