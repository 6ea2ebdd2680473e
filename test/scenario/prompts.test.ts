import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { ShownPrompt } from '#schemas/protocol/prompts.ts';
import { simplePhases, withPlanStage, type PlanStage } from '../helpers/plan-stage.ts';

async function told({ clutch, project }: PlanStage, ...args: string[]): Promise<ShownPrompt> {
  const { code, stdout, stderr } = await clutch.run(project.root, 'prompt', 'show', ...args, '--json');
  assert.equal(code, 0, stderr);
  return ShownPrompt.parse(JSON.parse(stdout));
}

describe('clutch prompt', () => {
  test('shows before a run exactly what the run then sends, and needs no server for it', () =>
    withPlanStage(simplePhases(1), async (stage) => {
      const { clutch, project } = stage;
      const ahead = await told(stage, 'dev', '.', '--phase', '1');
      assert.equal(clutch.serverPid(), null);
      assert.equal((await clutch.run(project.root, 'run', '--playbook', project.playbook)).code, 0);
      const [run] = await clutch.runs(project.root);
      assert.ok(run);
      const sent = await told(stage, 'executor', '--run', run.id, '--workstream', 'alpha');
      assert.deepEqual(
        [sent.kind, sent.session, sent.version, sent.text],
        ['sent', ahead.session, ahead.version, ahead.text],
      );
      const validator = await told(stage, 'validator', '--run', run.id);
      assert.match(validator.text, /executor-alpha: COMPLETE/);
    }));

  test('words a prompt for the project: it has to be trusted, and is what is sent', () =>
    withPlanStage(
      simplePhases(1),
      async (stage) => {
        const { clutch, project } = stage;
        const { root } = project;
        const edited = await clutch.run(root, 'prompt', 'edit', 'executor');
        const file = edited.stdout.trim();
        writeFileSync(file, readFileSync(file, 'utf8').replace('How to work:', 'How we work here:'));
        assert.deepEqual(await clutch.run(root, 'prompt', 'check'), {
          code: 0,
          stdout: 'Can be used: executor.\n',
          stderr: '',
        });
        project.git('add', '--all');
        project.git('commit', '--quiet', '--message', 'docs: our words');
        const refused = await clutch.run(root, 'run', '--playbook', project.playbook);
        assert.match(refused.stderr, /prompt: executor {3}\(\.clutch\/prompts\/executor\.md\)/);
        assert.equal((await clutch.run(root, 'trust')).code, 0);
        assert.equal((await clutch.run(root, 'run', '--playbook', project.playbook)).code, 0);
        const [run] = await clutch.runs(root);
        assert.match((await told(stage, 'executor', '--run', run?.id ?? '')).text, /How we work here:/);
      },
      { consents: false },
    ));

  test('a prompt that cannot be used stops the session before it starts, until it is mended', () =>
    withPlanStage(simplePhases(1), async ({ clutch, project }) => {
      const { root } = project;
      const file = (await clutch.run(root, 'prompt', 'edit', 'executor')).stdout.trim();
      const good = readFileSync(file, 'utf8');
      writeFileSync(file, good.replace('{{prp}}', '{{prpp}}'));
      const checked = await clutch.run(root, 'prompt', 'check');
      assert.equal(checked.code, 1);
      assert.match(checked.stdout, /^\.clutch\/prompts\/executor\.md:7: \{\{prpp\}\} .* Did you mean \{\{prp\}\}\?/);
      project.git('add', '--all');
      project.git('commit', '--quiet', '--message', 'docs: our words');
      assert.equal((await clutch.run(root, 'run', '--playbook', project.playbook)).code, 1);
      const [run] = await clutch.runs(root);
      assert.equal(run?.status, 'waiting');
      assert.match(run.reason ?? '', /^\.clutch\/prompts\/executor\.md:7: \{\{prpp\}\}/);
      assert.equal(run.phases[0]?.workstreams[0]?.report, null);
      writeFileSync(file, good);
      project.git('commit', '--quiet', '--all', '--message', 'docs: mended');
      assert.equal((await clutch.run(root, 'resume')).code, 0);
    }));

  test('says what it can do, and which role was meant', () =>
    withPlanStage(simplePhases(1), async ({ clutch, project }) => {
      const run = async (...args: string[]) => (await clutch.run(project.root, 'prompt', ...args)).stderr;
      assert.match(await run('constructor'), /takes list, show, edit, check; “constructor” is none of them\./);
      assert.match(await run('show', 'valdator'), /there is no prompt “valdator”\. Did you mean validator\?/);
      assert.match(await run('show', 'constructor'), /there is no prompt “constructor”\./);
      assert.match(await run('show'), /show needs a role: executor, /);
      assert.match(await run('edit', 'qa', '.', 'more'), /too many arguments: more/);
      const { stdout } = await clutch.run(project.root, 'prompt', 'list');
      assert.match(stdout, /^executor@2 \([0-9a-f]{6}\) +bundled +Implements one workstream.*Also: dev\.\n/);
    }));
});
