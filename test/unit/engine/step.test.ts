import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { step } from '../../../server/engine/step.ts';
import { engineRun, simplePhase } from './engine-run.ts';

describe('a run that meets no trouble', () => {
  test('takes a phase from its PRP to a clean checkout', () => {
    const run = engineRun([simplePhase('1')]);
    run.finish();
    assert.equal(run.state.status, 'completed');
    assert.deepEqual(
      run.asked.map(({ type }) => type),
      [
        'inspect-project',
        'read-prp',
        'prepare-worktree',
        'run-agent',
        'collect-work',
        'integrate-phase',
        'run-command',
        'commit-phase',
        'prepare-worktree',
        'run-agent',
        'write-checkpoint',
        'land-phase',
        'clean-up',
      ],
    );
  });

  test('names its effects after itself and counts them, so that a replay gives them the same names', () => {
    const run = engineRun([simplePhase('1')], {}, { run: 'run-7' });
    run.finish();
    assert.deepEqual(
      run.asked.map(({ id }) => id),
      run.asked.map((_, index) => `run-7-${index + 1}`),
    );
  });

  test('builds each phase on the checkpoint of the one before', () => {
    const run = engineRun([simplePhase('1'), simplePhase('2')]);
    const first = run.until('land-phase').to;
    assert.equal(run.until('prepare-worktree', ({ phase }) => phase === '2').base, first);
  });

  test('skips phases that WORKFLOW.md and git know as completed, unless a person names a start', () => {
    const plan = [simplePhase('1', { completed: 'sha' }), simplePhase('2')];
    assert.equal(engineRun(plan).until('read-prp').phase, '2');
    assert.equal(engineRun(plan, {}, { start: '1' }).until('read-prp').phase, '1');
  });

  test('leaves the files staged where the policy says so', () => {
    assert.equal(engineRun([simplePhase('1')], { commit: 'stage' }).until('land-phase').stage, true);
  });
});

describe('an event', () => {
  test('for an effect that is over changes nothing', () => {
    const run = engineRun([simplePhase('1')]);
    const effect = run.until('run-agent');
    const event = { ...run.world.perform(effect), at: 5, effect: effect.id };
    run.feed(event);
    const late = step(run.state, event);
    assert.deepEqual([late.state === run.state, late.effects, late.dropped], [true, [], []]);
  });
});

describe('an effect that fails', () => {
  test('is a question to a person, and tried again when the answer says so', () => {
    const run = engineRun([simplePhase('1')]);
    run.until('integrate-phase');
    run.fail('The disk is full.');
    assert.deepEqual([run.view.status, run.view.reason], ['waiting', 'The disk is full.']);
    run.answer('retry');
    assert.equal(run.pending[0]?.type, 'integrate-phase');
  });

  test('by a bug of ours fails the run, and resume tries again', () => {
    const run = engineRun([simplePhase('1')]);
    run.until('integrate-phase');
    run.fail('x is not a function.', undefined, 'bug');
    assert.deepEqual([run.view.status, run.view.reason], ['failed', 'x is not a function.']);
    run.resume();
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('while cleaning up holds nothing up: what is left is named in the report', () => {
    const run = engineRun([simplePhase('1')]);
    run.until('clean-up');
    run.fail('w/1 is in use.');
    assert.equal(run.state.status, 'completed');
    assert.match(run.view.report ?? '', /- w\/1 is in use\./);
  });

  test('before the project is known is asked about for the run as a whole', () => {
    const run = engineRun([simplePhase('1')]);
    run.fail('This is no git repository.', undefined, 'user');
    assert.equal(run.signal().phase, null);
    run.answer('retry');
    run.finish();
    assert.equal(run.state.status, 'completed');
  });
});
