import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineRun, simplePhase, teamPhase } from './engine-run.ts';

const plan = [teamPhase('alpha', 'beta'), simplePhase('2')];

describe('a person who stops a run', () => {
  test('drops what is under way at once and is told how to go on', () => {
    const run = engineRun(plan);
    const { id } = run.until('run-agent');
    assert.ok(run.stop().dropped.includes(id));
    assert.deepEqual(run.view.reason, 'Stopped by a person. `clutch resume` goes on from here.');
    assert.deepEqual(run.state.pending, {});
  });

  test('loses nothing: whenever it was, resume goes on and nothing is finished twice', () => {
    const undisturbed = engineRun(plan);
    undisturbed.finish();
    for (const { id, type } of undisturbed.asked) {
      const run = engineRun(plan);
      while (!run.pending.some((effect) => effect.id === id)) run.deed({});
      run.stop();
      run.resume();
      run.finish();
      assert.equal(run.state.status, 'completed', `stopped at ${type}`);
      const collected = run.events.filter((event) => event.type === 'work-collected').length;
      assert.equal(collected, 3, `stopped at ${type}`);
    }
  });
});

describe('a run that is paused for another reason than a person’s wish', () => {
  test('says which, and goes on when a person wants it', () => {
    const run = engineRun(plan);
    run.until('run-agent');
    run.pause('Another machine is main of shop now');
    assert.match(run.view.reason ?? '', /^Another machine is main of shop now: .*`clutch resume` goes on\.$/);
    run.resume();
    run.finish();
    assert.equal(run.state.status, 'completed');
  });
});

describe('a person who pauses a run', () => {
  test('lets end what is under way, and starts nothing', () => {
    const run = engineRun(plan);
    run.until('run-agent');
    run.pause();
    while (run.pending.length > 0) assert.deepEqual(run.deed({}).effects, []);
    assert.equal(run.view.status, 'paused');
    run.resume();
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('while the last effect of the run is under way finds it completed on resume', () => {
    const run = engineRun([simplePhase('1')]);
    run.until('clean-up');
    run.pause();
    run.deed({});
    run.resume();
    assert.equal(run.state.status, 'completed');
  });
});

describe('a branch that moved while the phase ran', () => {
  test('has the phase merged, validated and committed again on top of it, without any executor', () => {
    const run = engineRun([simplePhase('1')]);
    run.until('land-phase');
    run.world.moveBranch();
    run.deed({});
    assert.equal(run.until('integrate-phase').base, run.world.head);
    const sessions = run.asked.filter((effect) => effect.type === 'run-agent' && effect.role === 'executor').length;
    run.finish();
    assert.equal(run.state.status, 'completed');
    assert.equal(sessions, 1);
    assert.equal(run.world.executions.length, 2);
  });

  test('is put together and validated anew when the worktree of the phase is gone', () => {
    const run = engineRun([simplePhase('1')]);
    const commit = run.until('commit-phase');
    run.end({ type: 'work-lost', message: 'The worktree is gone.' }, commit);
    assert.equal(run.phase().receipts.length, 0);
    run.until('integrate-phase');
    run.finish();
    assert.equal(run.state.status, 'completed');
  });
});
