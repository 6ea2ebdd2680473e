import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlannedPhase } from '../../helpers/plan-project.ts';
import { done, sharedServer, write } from '../../helpers/stage.ts';

const { play } = sharedServer();

const workstreams = (...names: string[]): PlannedPhase => ({ workstreams: names.map((name) => ({ name })) });
const costly = (used: number, costUsd: number): PlannedPhase[] =>
  [1, 2].map((phase) => ({
    workstreams: [
      { name: 'alpha', steps: [{ usage: { used, size: 200_000, costUsd } }, write(`${phase}-alpha.txt`), done] },
    ],
  }));

describe('the budget gate', { concurrency: 3 }, () => {
  test('says before each phase what it costs, what must remain and what remains; a fresh session begins where that is not there', () =>
    play([workstreams('alpha', 'beta', 'gamma'), workstreams('alpha', 'beta')], {}, async ({ run, command }) => {
      const { code, stdout, stderr } = await run();
      assert.equal(code, 0, stderr);
      assert.match(stdout, /3 workstreams cost 40 % of a session; 2 × 40 % = 80 % must remain/);
      assert.match(stdout, /100 % − 15 % used = 85 % remain: enough/);
      assert.match(stdout, /100 % − 55 % used = 45 % remain: not enough\n.*Session 2 begins: 100 % − 15 % used/);
      const [first] = JSON.parse((await command('status', '--json')).stdout).runs;
      assert.deepEqual(
        first.phases
          .map(({ gate }: { gate: object }) => gate)
          .map(({ verdict, cost, needed, remaining }: never) => [verdict, cost, needed, remaining]),
        [
          ['go', 40, 80, 85],
          ['fresh-session', 25, 50, 85],
        ],
      );
      assert.equal(first.session.number, 2);
    }));

  test('set to stop writes the checkpoint, stops with the command that goes on, and that command goes on', () =>
    play(
      [workstreams('alpha', 'beta', 'gamma'), workstreams('alpha', 'beta')],
      { budget: { whenSpent: 'stop' } },
      async ({ run, view, project, command, subjects }) => {
        const { code, stderr } = await run();
        assert.equal(code, 1);
        assert.match(
          stderr,
          /is stopped: Too little of the session remains.*Go on with `clutch run PRDs\/PRD-plan\.md 2`/,
        );
        const { outcome, status } = await view();
        assert.equal(status, 'stopped');
        assert.deepEqual(
          [outcome?.kind, outcome?.used, outcome?.limit, outcome?.resume],
          ['session-budget', 55, 50, 'clutch run PRDs/PRD-plan.md 2'],
        );
        assert.match(project.git('show', 'HEAD:WORKFLOW.md'), /Phase 2[^]*clutch run PRDs\/PRD-plan\.md 2/);
        const words = (outcome?.resume ?? '').split(' ').slice(1);
        const second = await command(...words, '--playbook', project.playbook);
        assert.equal(second.code, 0, second.stderr);
        assert.equal(subjects().filter((subject) => subject.startsWith('feat')).length, 2);
      },
    ));
});

describe('a cap', { concurrency: 3 }, () => {
  const cases: [string, object, object, RegExp][] = [
    ['tokens', { tokens: 5000 }, { tokens: 500_000 }, /cap of 5000 tokens is reached: 6000 used/],
    ['costUsd', { costUsd: 0.5 }, { costUsd: 50 }, /cap of 0\.50 USD is reached: 0\.75 used/],
    ['sessions', { sessions: 2 }, { sessions: 20 }, /cap of 2 agent sessions is reached: 2 used/],
  ];
  for (const [kind, caps, raised, words] of cases) {
    test(`of ${kind} stops the run before the next session; raised in the configuration, resume goes on`, () =>
      play(costly(6000, 0.75), { caps, validator: kind === 'sessions' }, async (stage) => {
        const { code, stderr } = await stage.run();
        assert.equal(code, 1);
        assert.match(stderr, words);
        const { outcome, status, usage } = await stage.view();
        assert.equal(status, 'stopped');
        assert.equal(outcome?.kind, kind);
        assert.equal(usage.sessions, kind === 'sessions' ? 2 : 1);
        const again = await stage.command('resume');
        assert.equal(again.code, 1, 'with the same cap it stops again');
        stage.configure({ caps: raised });
        stage.project.git('commit', '--quiet', '--all', '--message', 'chore: raise the cap');
        const [verb = '', ...args] = (outcome?.resume ?? '').split(' ').slice(1);
        const resumed = await stage.command(
          verb,
          ...args,
          ...(verb === 'run' ? ['--playbook', stage.project.playbook] : []),
        );
        assert.equal(resumed.code, 0, resumed.stderr);
        assert.equal(stage.subjects().filter((subject) => subject.startsWith('feat')).length, 2);
      }));
  }

  test('of minutes stops it in the same way', () =>
    play(costly(1, 0), { caps: { minutes: 0.0001 } }, async ({ run, view }) => {
      const { code, stderr } = await run();
      assert.equal(code, 1);
      assert.match(stderr, /minutes is reached/);
      assert.equal((await view()).outcome?.kind, 'minutes');
    }));
});
