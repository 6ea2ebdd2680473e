import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { until } from '../helpers/processes.ts';
import { simplePhases, withPlanStage, type PlanStage } from '../helpers/plan-stage.ts';
import type { PlannedPhase } from '../helpers/plan-project.ts';

const PRP = 'PRPs/PRP-PRD-plan-phase-1.md';

function unasked(phases: readonly PlannedPhase[], play: (stage: PlanStage) => Promise<void>): Promise<void> {
  return withPlanStage(phases, play, { consents: false });
}

/** Puts another command beside the first one of phase 1, and commits it. */
function addCommand({ project }: Pick<PlanStage, 'project'>, command: string): void {
  const file = path.join(project.root, PRP);
  writeFileSync(file, readFileSync(file, 'utf8').replace('```bash\n', `\`\`\`bash\n${command}\n`));
  project.git('commit', '--quiet', '--all', '--message', 'docs: another command');
}

describe('a plan that nobody has trusted', () => {
  test('starts nothing without a terminal, and says which commands and how they are trusted', () =>
    unasked(
      [{ workstreams: [{ name: 'alpha' }], commands: ['touch ../proof', 'true'] }],
      async ({ clutch, project, folder }) => {
        const { code, stderr } = await clutch.run(project.root, 'run', '--playbook', project.playbook);
        assert.equal(code, 2);
        assert.match(stderr, /\$ touch \.\.\/proof {3}\(PRPs\/PRP-PRD-plan-phase-1\.md:\d+\)/);
        assert.match(stderr, /`clutch trust`, or pass --yes/);
        assert.deepEqual(await clutch.runs(project.root), []);
        assert.ok(!existsSync(path.join(folder, 'proof')));
      },
    ));

  test('runs once it is trusted, and again without being asked', () =>
    unasked(simplePhases(2), async ({ clutch, project }) => {
      const trusted = await clutch.run(project.root, 'trust');
      assert.match(trusted.stdout, /Trusted 3 of 3/);
      for (const phase of ['1', '2']) {
        const { code, stderr } = await clutch.run(
          project.root,
          'run',
          '.',
          phase,
          phase,
          '--playbook',
          project.playbook,
        );
        assert.equal(code, 0, stderr);
      }
      const { stdout } = await clutch.run(project.root, 'trust', '--show');
      assert.doesNotMatch(stdout, /^new/m);
    }));

  test('is shown again where it has changed, and only that', () =>
    unasked(simplePhases(1), async ({ clutch, project }) => {
      await clutch.run(project.root, 'trust');
      addCommand({ project }, 'echo changed');
      const { code, stderr } = await clutch.run(project.root, 'run', '--playbook', project.playbook);
      assert.equal(code, 2);
      assert.match(stderr, /\$ echo changed/);
      assert.doesNotMatch(stderr, /test -f 1-alpha\.txt/);
    }));

  test('is not trusted any more after --revoke', () =>
    unasked(simplePhases(1), async ({ clutch, project }) => {
      await clutch.run(project.root, 'trust');
      assert.match((await clutch.run(project.root, 'trust', '--revoke')).stdout, /2 had been/);
      assert.equal((await clutch.run(project.root, 'run', '--playbook', project.playbook)).code, 2);
    }));

  test('is trusted for one run alone by --yes', () =>
    unasked(simplePhases(2), async ({ clutch, project }) => {
      const run = (...args: string[]) => clutch.run(project.root, 'run', '.', ...args, '--playbook', project.playbook);
      assert.equal((await run('1', '1', '--yes')).code, 0);
      assert.equal((await run('2', '2')).code, 2);
    }));
});

describe('a command that comes into the plan while it runs', () => {
  const waits = [{ workstreams: [{ name: 'alpha' }], commands: ['test -f flag.txt'] }];

  test('waits until a person has trusted it', () =>
    unasked(waits, async (stage) => {
      const { clutch, project } = stage;
      await clutch.run(project.root, 'trust');
      assert.equal((await clutch.run(project.root, 'run', '--playbook', project.playbook)).code, 1);
      addCommand(stage, 'touch flag.txt');
      const refused = await clutch.run(project.root, 'resume');
      assert.equal(refused.code, 2, 'a resumed run asks before it starts anything');
      assert.match(refused.stderr, /\$ touch flag\.txt/);
      await clutch.run(project.root, 'trust');
      const { code, stderr } = await clutch.run(project.root, 'resume');
      assert.equal(code, 0, stderr);
    }));

  test('is trusted in a run that was started with --yes', () =>
    unasked(waits, async (stage) => {
      const { clutch, project } = stage;
      assert.equal((await clutch.run(project.root, 'run', '--playbook', project.playbook, '--yes')).code, 1);
      addCommand(stage, 'touch flag.txt');
      const { code, stderr } = await clutch.run(project.root, 'resume');
      assert.equal(code, 0, stderr);
    }));

  test('is a problem of the PRP that names the command, where the plan was edited before its phase began', () =>
    unasked(
      [{ workstreams: [{ name: 'alpha' }], commands: ['test -f flag.txt'] }, ...simplePhases(1)],
      async (stage) => {
        const { clutch, project } = stage;
        await clutch.run(project.root, 'trust');
        assert.equal((await clutch.run(project.root, 'run', '--playbook', project.playbook)).code, 1);
        const file = path.join(project.root, 'PRPs/PRP-PRD-plan-phase-2.md');
        writeFileSync(file, readFileSync(file, 'utf8').replace('```bash\n', '```bash\necho surprise\n'));
        writeFileSync(path.join(project.root, 'flag.txt'), '');
        project.git('add', '--all');
        project.git('commit', '--quiet', '--message', 'docs: a surprise');
        const [run] = await clutch.runs(project.root);
        const args = [run?.id ?? '', run?.signals.find(({ options }) => options.length > 0)?.id ?? '', 'retry'];
        await clutch.run(project.root, 'signals', 'respond', ...args);
        const view = await waitingIn(stage, '2');
        assert.match(
          view,
          /PRP-PRD-plan-phase-2\.md has a command that nobody has trusted yet: `echo surprise`.*clutch trust/,
        );
      },
    ));
});

/** Why the run waits in this phase. */
async function waitingIn({ clutch, project }: PlanStage, phase: string): Promise<string> {
  const signal = await until(
    async () =>
      (await clutch.runs(project.root))[0]?.signals.find((one) => one.phase === phase && one.options.length > 0),
    { what: `phase ${phase} asks` },
  );
  return signal.text;
}
