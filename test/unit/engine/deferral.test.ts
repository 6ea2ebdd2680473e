import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineRun, simplePhase, teamPhase } from './engine-run.ts';

describe('a phase that is deferred', () => {
  test('leaves nothing on the branch but the line that says why, and the run goes on', () => {
    const run = engineRun([simplePhase('1'), simplePhase('2')]);
    run.until('run-agent');
    run.steer('defer', null, 'Not needed yet.');
    assert.deepEqual(run.until('integrate-phase').commits, []);
    const { checkpoint } = run.until('write-checkpoint');
    assert.deepEqual([checkpoint.status, checkpoint.reason, checkpoint.commit], ['deferred', 'Not needed yet.', null]);
    run.finish();
    assert.deepEqual(
      run.state.phases.map(({ status }) => status),
      ['deferred', 'completed'],
    );
  });

  test('is so by itself when no workstream is left to execute', () => {
    const run = engineRun([teamPhase('a', 'b')]);
    run.until('run-agent');
    run.steer('skip', 'a', 'No.');
    run.steer('defer', 'b', 'Later.');
    assert.match(
      run.phase().deferred?.reason ?? '',
      /No workstream was executed \(a skipped: No\.; b deferred: Later\.\)/,
    );
  });
});

describe('a workstream that is left out', () => {
  test('is in the commit message and in the checkpoint with its reason, and the rest lands', () => {
    const run = engineRun([teamPhase('a', 'b')]);
    run.until('run-agent');
    run.steer('defer', 'b', 'Later.');
    assert.match(run.until('commit-phase').message, /- b: deferred \(Later\.\)/);
    const { workstreams } = run.until('write-checkpoint').checkpoint;
    assert.deepEqual(workstreams[1], { name: 'b', status: 'deferred', files: [], reason: 'Later.' });
  });
});
