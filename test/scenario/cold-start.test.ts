import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { createClutch, type Clutch } from '../helpers/clutch.ts';
import { until } from '../helpers/processes.ts';
import { simplePhases, withPlanStage, type PlanStage } from '../helpers/plan-stage.ts';

/** Another person's clone of the project, with a home that knows nothing. */
async function onAnotherMachine(
  { project, folder }: PlanStage,
  play: (clutch: Clutch, root: string, git: (...args: string[]) => string) => Promise<void>,
): Promise<void> {
  const root = path.join(folder, 'clone');
  project.git('clone', '--quiet', project.root, root);
  const git = (...args: string[]): string => project.git('-C', root, ...args);
  git('config', 'user.name', 'A Stranger');
  git('config', 'user.email', 'stranger@example.invalid');
  const clutch = createClutch(path.join(folder, 'other-home'));
  try {
    await play(clutch, root, git);
  } finally {
    await clutch.dispose();
  }
}

describe('clutch resume on a machine that knows of no run', () => {
  test('goes on with the first phase that WORKFLOW.md does not call completed, and says so', () =>
    withPlanStage(simplePhases(3), async (stage) => {
      const { clutch, project } = stage;
      assert.equal((await clutch.run(project.root, 'run', '.', '1', '1', '--playbook', project.playbook)).code, 0);
      await onAnotherMachine(stage, async (other, root, git) => {
        const first = await other.run(root, 'resume', '--playbook', project.playbook);
        assert.equal(first.code, 0, first.stderr);
        assert.match(first.stdout, /^No run to resume is known here; going on from WORKFLOW\.md with phase 2 of PRDs/);
        const subjects = git('log', '--format=%s').split('\n');
        assert.equal(subjects.filter((subject) => subject.startsWith('feat')).length, 3);
        assert.equal(subjects.filter((subject) => subject === 'feat(plan): Part 1').length, 1);
        const second = await other.run(root, 'resume');
        assert.equal(second.code, 0, second.stderr);
        assert.match(second.stdout, /every phase of PRDs\/PRD-plan\.md is completed/);
      });
    }));

  test('takes up deferred phases again', () =>
    withPlanStage([{ workstreams: [{ name: 'alpha' }], commands: ['test -f flag.txt'] }], async (stage) => {
      const { clutch, project } = stage;
      assert.equal((await clutch.run(project.root, 'run', '--playbook', project.playbook)).code, 1);
      const [run] = await clutch.runs(project.root);
      const steered = await clutch.run(project.root, 'steer', run?.id ?? '', '1', 'defer', '--reason', 'no flag yet');
      assert.equal(steered.code, 0, steered.stderr);
      await until(async () => (await clutch.runs(project.root))[0]?.status === 'completed', {
        what: 'the deferred phase is closed',
      });
      assert.match(project.git('show', 'HEAD:WORKFLOW.md'), /deferred \(reason: no flag yet\)/);
      await onAnotherMachine(stage, async (other, root, git) => {
        git('commit', '--quiet', '--allow-empty', '--message', 'chore: start again');
        const { stdout } = await other.run(root, 'resume', '--playbook', project.playbook);
        assert.match(stdout, /going on from WORKFLOW\.md with phase 1/);
      });
    }));

  test('refuses a run that it does not know', () =>
    withPlanStage(simplePhases(1), async ({ clutch, project }) => {
      const { code, stderr } = await clutch.run(project.root, 'resume', 'no-such-run');
      assert.equal(code, 2);
      assert.match(stderr, /There is no run no-such-run/);
    }));
});
