import assert from 'node:assert/strict';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { RunView } from '#schemas/run/run.ts';
import { collect, configureMachine, type Clutch } from '../helpers/clutch.ts';
import type { PlanProject, PlannedPhase } from '../helpers/plan-project.ts';
import { isRunning, until } from '../helpers/processes.ts';
import { sharedServer, withOwnServer, type Stage } from '../helpers/stage.ts';
import { withTempDir } from '../helpers/temp.ts';

const three: PlannedPhase[] = ['alpha', 'beta', 'gamma'].map((name) => ({ workstreams: [{ name }] }));

const { play: onSharedStage } = sharedServer();

type Play = (clutch: Clutch, project: PlanProject, stage: Stage) => Promise<void>;

function onStage(phases: readonly PlannedPhase[], play: Play): Promise<void> {
  return onSharedStage(phases, {}, (stage) => play(stage.clutch, stage.project, stage));
}

function alone(phases: readonly PlannedPhase[], play: Play, environment: NodeJS.ProcessEnv = {}): Promise<void> {
  return withOwnServer(phases, { debugCycles: 1 }, (stage) => play(stage.clutch, stage.project, stage), environment);
}

const subjects = (project: PlanProject): string[] => project.git('log', '--reverse', '--format=%s').split('\n');

describe('clutch run', () => {
  test('runs a part of the plan; the next run goes on after it, and a third has nothing left to do', () =>
    onStage(three, async (clutch, project) => {
      const run = (...args: string[]) => clutch.run(project.root, 'run', ...args, '--playbook', project.playbook);
      assert.equal((await run(project.prd, '1', '2')).code, 0);
      assert.equal(subjects(project).filter((subject) => subject.startsWith('feat')).length, 2);
      assert.equal((await run()).code, 0);
      assert.deepEqual(subjects(project).slice(1), [
        'feat(plan): Part 1',
        'docs(workflow): checkpoint phase 1',
        'feat(plan): Part 2',
        'docs(workflow): checkpoint phase 2',
        'feat(plan): Part 3',
        'docs(workflow): checkpoint phase 3',
      ]);
      const third = await run('.');
      assert.equal(third.code, 0);
      assert.match(third.stdout, /every phase was already completed/);
    }));

  test('with --json prints one run and nothing else', () =>
    onStage(three.slice(0, 1), async (clutch, project) => {
      const args = ['run', project.prd, '--playbook', project.playbook, '--json'];
      const { code, stdout, stderr } = await clutch.run(project.root, ...args);
      assert.equal(code, 0);
      assert.equal(stderr, '');
      const run = RunView.parse(JSON.parse(stdout));
      assert.equal(run.status, 'completed');
      const tree = project.git('rev-parse', `${run.phases[0]?.commit?.sha}^{tree}`);
      assert.deepEqual(
        run.phases[0]?.receipts.map((receipt) => receipt.tree),
        [tree],
        'the receipt is for the committed tree',
      );
    }));

  test('is refused while the project already runs', () =>
    onStage([{ workstreams: [{ name: 'alpha', steps: [{ hang: {} }] }] }], async (clutch, project) => {
      const args = ['run', project.prd, '--playbook', project.playbook];
      assert.equal((await clutch.run(project.root, ...args, '--detach')).code, 0);
      const second = await clutch.run(project.root, ...args);
      assert.equal(second.code, 2);
      assert.match(second.stderr, /already runs PRDs\/PRD-plan\.md/);
    }));

  test('commits in the name of CLUTCH where the person has configured none', () =>
    withTempDir((home) =>
      alone(
        three.slice(0, 1),
        async (clutch, project) => {
          project.git('config', '--unset', 'user.name');
          project.git('config', '--unset', 'user.email');
          const { code, stderr } = await clutch.run(project.root, 'run', '--playbook', project.playbook);
          assert.equal(code, 0, stderr);
          assert.equal(project.git('log', '-1', '--format=%an <%ae>'), 'CLUTCH <clutch@localhost>');
        },
        { HOME: home, XDG_CONFIG_HOME: home, GIT_CONFIG_NOSYSTEM: '1', EMAIL: undefined },
      ),
    ));
});

describe('a person', () => {
  test('stops a run and resumes it; its agent is gone in between', () =>
    onStage([{ workstreams: [{ name: 'alpha', steps: slow() }] }], async (clutch, project) => {
      await clutch.run(project.root, 'run', project.prd, '--playbook', project.playbook, '--detach');
      const pid = await until(async () => (await clutch.runs(project.root))[0]?.agents[0]?.pid, {
        what: 'an agent works',
      });
      assert.ok(isRunning(pid));
      const stopped = await clutch.run(project.root, 'stop');
      assert.equal(stopped.code, 0, stopped.stderr);
      assert.equal((await clutch.runs(project.root))[0]?.status, 'stopped');
      await until(() => !isRunning(pid), { what: 'the agent is gone' });
      const resumed = await clutch.run(project.root, 'resume');
      assert.equal(resumed.code, 0, resumed.stderr);
    }));

  test('resumes a waiting run long after the server has left, with what was committed to the branch meanwhile', () =>
    alone([{ workstreams: [{ name: 'alpha' }], commands: ['test -f flag.txt'] }], async (clutch, project) => {
      await clutch.run(project.root, 'server', 'start');
      await clutch.dispose();
      configureMachine(clutch.home, { idleExitSeconds: 0.2 });
      const first = await clutch.run(project.root, 'run', project.prd, '--playbook', project.playbook);
      assert.equal(first.code, 1);
      await until(() => clutch.serverPid() === null, { what: 'the idle server has left' });
      writeFileSync(path.join(project.root, 'flag.txt'), '');
      project.git('add', 'flag.txt');
      project.git('commit', '--quiet', '--message', 'chore: flag');
      const second = await clutch.run(project.root, 'resume');
      assert.equal(second.code, 0, second.stderr);
      assert.deepEqual(subjects(project).slice(1, 3), ['chore: flag', 'feat(plan): Part 1']);
    }));

  test('who rewinds the branch under a run decides what becomes of it', () =>
    alone([{ workstreams: [{ name: 'alpha' }], commands: ['test -f flag.txt'] }], async (clutch, project) => {
      project.git('commit', '--quiet', '--allow-empty', '--message', 'chore: to be dropped');
      const first = await clutch.run(project.root, 'run', project.prd, '--playbook', project.playbook);
      assert.equal(first.code, 1);
      project.git('reset', '--quiet', '--hard', 'HEAD~1');
      const second = await clutch.run(project.root, 'resume');
      assert.equal(second.code, 1);
      assert.match(second.stderr, /main no longer contains [0-9a-f]{8}.*rewound or rebased/);
      assert.deepEqual(subjects(project), ['chore: start']);
    }));

  test('answers an agent; after a crash of the server the same question gets the same answer', () =>
    alone([{ workstreams: [{ name: 'alpha', steps: asking() }] }], async (clutch, project) => {
      const follower = collect(clutch.start(project.root, 'run', project.prd, '--playbook', project.playbook));
      const question = await until(async () => (await clutch.runs(project.root))[0]?.signals[0], { what: 'it asks' });
      const [run] = await clutch.runs(project.root);
      const wrong = await clutch.run(project.root, 'signals', 'respond', run?.id ?? '', question.id, 'perhaps');
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /Choose one of: yes, no/);
      const { code } = await clutch.run(project.root, 'signals', 'respond', run?.id ?? '', question.id, 'yes');
      assert.equal(code, 0);
      await until(async () => (await clutch.runs(project.root))[0]?.agents[0]?.lastEvent.includes('thinking it over'), {
        what: 'the agent goes on',
      });
      await clutch.killServer();
      const { code: ended, stderr } = await follower;
      assert.equal(ended, 0, stderr);
      assert.ok(existsSync(path.join(project.root, '1-alpha.txt')));
    }));

  test('edits files of their own during a run without losing a word', () =>
    onStage(three, async (clutch, project) => {
      const follower = collect(clutch.start(project.root, 'run', project.prd, '--playbook', project.playbook));
      await until(async () => (await clutch.runs(project.root))[0]?.phases[0]?.status === 'completed', {
        what: 'phase 1 has landed',
      });
      appendFileSync(path.join(project.root, 'README.md'), 'while it runs\n');
      assert.equal((await follower).code, 0);
      assert.equal(project.git('status', '--porcelain'), ' M README.md');
    }));
});

function slow(): object[] {
  return [{ delay: { seconds: 2 } }, { write: { path: '1-alpha.txt', content: 'done\n' } }, { report: { auto: true } }];
}

function asking(): object[] {
  const write = { write: { path: '1-alpha.txt', content: 'done\n' } };
  const options = [
    { id: 'yes', label: 'Yes' },
    { id: 'no', label: 'No' },
  ];
  return [
    { ask: { question: 'May I?', options, expect: 'yes' } },
    { say: 'thinking it over' },
    { delay: { seconds: 1.5 } },
    write,
    { report: { auto: true } },
  ];
}
