import { used } from './used.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineRun, teamPhase, type EngineRun } from './engine-run.ts';
import { owns } from './world.ts';

/** alpha has changed a file of beta. */
const trespassed = (): EngineRun => {
  const run = engineRun([teamPhase('alpha', 'beta')]);
  run.deed(
    { outside: ['beta.txt'] },
    run.until('run-agent', ({ workstream }) => workstream === 'alpha'),
  );
  const collect = run.until('collect-work', ({ workstream }) => workstream === 'alpha');
  run.end(run.world.perform(collect), collect);
  return run;
};

describe('a change of files that are somebody else’s', () => {
  test('is asked about, and nothing is committed before', () => {
    const run = trespassed();
    assert.match(run.signal().text, /executor-alpha changed beta\.txt, which is not its own/);
    run.finish();
    assert.equal(run.state.status, 'waiting');
    assert.ok(!run.asked.some(({ type }) => type === 'integrate-phase'));
  });

  test('that a person undoes is put back when the work is taken in again', () => {
    const run = trespassed();
    run.answer('drop');
    assert.deepEqual(run.until('collect-work', ({ workstream }) => workstream === 'alpha').drop, ['beta.txt']);
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('that a person allows makes the path its own, and no longer its owner’s', () => {
    const run = trespassed();
    run.answer('allow');
    const mine = run.until('collect-work', ({ workstream }) => workstream === 'alpha').ownership;
    const others = run.until('collect-work', ({ workstream }) => workstream === 'beta').ownership;
    assert.deepEqual([owns(mine, 'beta.txt'), owns(others, 'beta.txt')], [true, false]);
  });

  test('that is sent back is undone by its executor, on top of what it has', () => {
    const run = trespassed();
    run.answer('send-back');
    const session = run.until('run-agent', ({ workstream, attempt }) => workstream === 'alpha' && attempt === 2);
    assert.match(session.brief.guidance[0] ?? '', /Put them back/);
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('is asked about while the agent still works, and no more when its session is gone', () => {
    const run = engineRun([teamPhase('alpha', 'beta')]);
    const effect = run.until('run-agent', ({ workstream }) => workstream === 'alpha');
    run.end(run.world.observe(effect, { outside: ['beta.txt'] }), effect);
    assert.equal(run.signal().cause, 'ownership');
    const usage = used(0, 0);
    run.end({ type: 'agent-failed', code: 'crashed', message: 'It crashed.', usage }, effect);
    assert.deepEqual(run.state.signals, []);
  });
});

test('what an executor changed is counted from where it started, although others finished meanwhile', () => {
  const run = engineRun([teamPhase('alpha', 'beta')], {
    team: { enabled: false, maxExecutors: 4, minRemainingPercent: 0, failFastTurns: 2 },
  });
  run.until('run-agent', ({ workstream }) => workstream === 'alpha');
  run.steer('stop', 'alpha');
  run.until('collect-work', ({ workstream }) => workstream === 'beta');
  run.deed({});
  run.steer('retry', 'alpha');
  const collect = run.until('collect-work', ({ workstream }) => workstream === 'alpha');
  assert.equal(collect.since, run.worker('beta').commit);
});
