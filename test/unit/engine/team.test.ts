import { used } from './used.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineRun, simplePhase, teamPhase } from './engine-run.ts';

describe('a team', () => {
  test('works side by side from the same commit, as many at a time as the policy says', () => {
    const run = engineRun([teamPhase('a', 'b', 'c')], {
      team: { enabled: true, maxExecutors: 2, minRemainingPercent: 0, failFastTurns: 9 },
    });
    run.until('prepare-worktree');
    assert.deepEqual(
      run.pending.map((effect) => 'base' in effect && effect.base),
      ['head0', 'head0'],
    );
  });

  test('that changed no file in its first turns is stopped; the rest goes one after the other, in every later phase', () => {
    const run = engineRun([teamPhase('a', 'b'), simplePhase('2', { workstreams: [{ name: 'c' }, { name: 'd' }] })]);
    for (const name of ['a', 'b'])
      run.deed(
        { changes: false },
        run.until('run-agent', ({ workstream }) => workstream === name),
      );
    run.deed({}, run.until('look-at-team'));
    assert.deepEqual([run.phase().mode, run.phase().teamFailed], ['sequential', true]);
    assert.equal(run.pending.length, 1);
    run.finish();
    assert.equal(run.state.status, 'completed');
    assert.match(run.phase('2').modeReason ?? '', /a team failed in this run/);
  });

  test('that changed something is left alone', () => {
    const run = engineRun([teamPhase('a', 'b')]);
    run.finish();
    assert.equal(run.phase().mode, 'team');
  });

  test('with several in trouble goes on one by one, and what the others delivered is taken in', () => {
    const run = engineRun([teamPhase('a', 'b', 'c')], { attempts: 1 });
    const session = (name: string) => run.until('run-agent', ({ workstream }) => workstream === name);
    const [a, b] = [session('a'), session('b')];
    run.deed({}, session('c'));
    for (const effect of [a, b]) {
      run.end({ type: 'agent-failed', code: 'crashed', message: 'It crashed.', usage: used(0, 0) }, effect);
    }
    assert.equal(run.phase().mode, 'sequential');
    run.finish();
    assert.equal(run.state.status, 'completed');
    const ofC = run.asked.filter((effect) => effect.type === 'run-agent' && effect.workstream === 'c');
    assert.equal(ofC.length, 1);
  });
});
