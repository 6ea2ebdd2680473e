import { used } from './used.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineRun, simplePhase, teamPhase, type EngineRun } from './engine-run.ts';

const two = (): EngineRun => {
  const run = engineRun([teamPhase('alpha', 'beta'), simplePhase('2')]);
  run.until('run-agent', ({ workstream }) => workstream === 'alpha');
  return run;
};

describe('a person who steers a workstream', () => {
  test('holds it back, and the run says so when nothing else is left', () => {
    const run = two();
    run.steer('stop', 'alpha');
    run.finish();
    assert.deepEqual(
      [run.view.status, run.view.reason],
      ['waiting', 'Phase 1 is held back by a person. Resume it to go on.'],
    );
    run.steer('resume', 'alpha');
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('pauses it: its session may end, and one that crashes is not started again', () => {
    const run = two();
    run.steer('pause', 'alpha');
    const session = run.until('run-agent', ({ workstream }) => workstream === 'alpha');
    run.end({ type: 'agent-failed', code: 'crashed', message: 'It crashed.', usage: used(0, 0) }, session);
    run.finish();
    assert.equal(run.view.status, 'waiting');
  });

  test('starts it again with another runtime and a word', () => {
    const run = two();
    run.steer('retry', 'alpha', 'Be brief.', 'other');
    const session = run.until('run-agent', ({ workstream, attempt }) => workstream === 'alpha' && attempt === 2);
    assert.deepEqual([session.runtime, session.brief.guidance], ['other', ['Be brief.']]);
  });

  test('skips it only with a reason', () => {
    const run = two();
    run.steer('skip', 'alpha');
    assert.equal(run.worker('alpha').status, 'in-progress');
    run.steer('skip', 'alpha', 'Not now.');
    assert.deepEqual([run.worker('alpha').status, run.worker('alpha').reason], ['skipped', 'Not now.']);
  });

  test('changes nothing that is finished', () => {
    const run = two();
    run.until('integrate-phase');
    run.steer('retry', 'alpha');
    assert.equal(run.worker('alpha').status, 'completed');
  });

  test('may hold the debugger back, too', () => {
    const run = two();
    run.until('run-command');
    run.deed({ exitCode: 1 });
    run.until('run-agent', ({ role }) => role === 'debugger');
    run.steer('stop', '@debugger');
    assert.equal(run.view.status, 'waiting');
    run.steer('resume', '@debugger');
    run.finish();
    assert.equal(run.state.status, 'completed');
  });
});

describe('a person who steers a phase', () => {
  test('starts again whoever has not finished, and validates from the first command on', () => {
    const run = engineRun([simplePhase('1', { levels: [['a'], ['b']] })]);
    run.until('run-command', ({ command }) => command === 'b');
    run.steer('retry');
    run.finish();
    assert.deepEqual(
      run.world.executions.map(({ command }) => command),
      ['a', 'a', 'b'],
    );
  });

  test('cannot give up what may be on the branch already', () => {
    const run = engineRun([simplePhase('1')]);
    run.until('land-phase');
    run.stop();
    run.steer('defer', null, 'Too late.');
    run.resume();
    run.finish();
    assert.equal(run.phase().status, 'completed');
  });

  test('can hold it while it lands, and let it go afterwards', () => {
    const run = engineRun([simplePhase('1')]);
    run.until('land-phase');
    run.steer('pause');
    run.deed({});
    assert.equal(run.view.status, 'waiting');
    run.steer('resume');
    run.finish();
    assert.equal(run.state.status, 'completed');
  });
});
