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

describe('comments on what an executor changed', () => {
  const sessions = (run: EngineRun, name: string) =>
    run.asked.filter((one) => one.type === 'run-agent' && one.workstream === name && one.role === 'executor');

  test('reach it after its present session, which loses nothing', () => {
    const run = engineRun([teamPhase('alpha', 'beta')]);
    run.until('run-agent', ({ workstream }) => workstream === 'alpha');
    run.steer('review', 'alpha', 'src/a.ts:3: name it.');
    assert.equal(sessions(run, 'alpha').length, 1, 'the session goes on');
    const before = run.until('collect-work', ({ workstream }) => workstream === 'alpha');
    run.deed({}, before);
    const { from } = run.worker('alpha');
    assert.ok(from, 'what it has done is committed');
    const again = run.until('run-agent', ({ workstream, attempt }) => workstream === 'alpha' && attempt === 2);
    assert.deepEqual([again.brief.guidance, again.base], [['src/a.ts:3: name it.'], from]);
    run.finish();
    assert.equal(run.state.status, 'completed');
    assert.equal(sessions(run, 'alpha').length, 2);
  });

  test('take finished work up again, and everything is proved anew', () => {
    const run = engineRun([teamPhase('alpha', 'beta')]);
    run.until('commit-phase');
    const proved = run.world.executions.length;
    const { commit, changes } = run.worker('alpha');
    run.steer('review', 'alpha', 'Name it.');
    assert.deepEqual(run.phase().receipts, []);
    assert.deepEqual([run.worker('alpha').status, run.worker('beta').status], ['pending', 'completed']);
    const session = run.until('run-agent', ({ workstream, attempt }) => workstream === 'alpha' && attempt === 2);
    assert.deepEqual(session.brief.guidance, ['Name it.']);
    assert.ok(commit && run.world.contains(session.base, commit), 'it starts from its own work');
    run.finish();
    assert.equal(run.state.status, 'completed');
    assert.equal(run.world.executions.length, proved * 2);
    assert.deepEqual(
      run.worker('alpha').changes.map(({ path }) => path),
      changes.map(({ path }) => path),
    );
    assert.equal(run.phase().debugCycles, 0, 'no debug cycle is used up');
  });

  test('one after the other, it starts from where the phase is by then', () => {
    const run = engineRun([simplePhase('1')]);
    run.until('run-command');
    run.steer('review', 'alpha', 'Name it.');
    run.finish();
    assert.equal(run.state.status, 'completed');
    assert.equal(sessions(run, 'alpha').length, 2);
  });

  test('answer the question about an executor that is stuck', () => {
    const run = engineRun([teamPhase('alpha', 'beta')]);
    const session = run.until('run-agent', ({ workstream }) => workstream === 'alpha');
    run.end({ type: 'agent-failed', code: 'not-startable', message: 'No.', usage: used(0, 0) }, session);
    assert.equal(run.signal().workstream, 'alpha');
    run.steer('review', 'alpha', 'Try this.');
    assert.deepEqual(run.state.signals, []);
    const again = run.until('run-agent', ({ workstream, attempt }) => workstream === 'alpha' && attempt === 2);
    assert.deepEqual(again.brief.guidance, ['Try this.']);
  });

  test('change nothing when they are empty, too late, or about what has not begun', () => {
    const run = engineRun([simplePhase('1'), simplePhase('2')]);
    run.until('read-prp', ({ phase }) => phase === '1');
    run.steer('review', 'alpha', 'Too early.');
    run.until('run-agent');
    run.steer('review', 'alpha', ' ');
    run.steer('review', null, 'For nobody.');
    run.until('land-phase');
    run.steer('review', 'alpha', 'Too late.');
    run.finish();
    assert.equal(run.state.status, 'completed');
    assert.equal(sessions(run, 'alpha').length, 2);
  });
});
