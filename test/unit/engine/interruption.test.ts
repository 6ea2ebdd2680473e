import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineRun, simplePhase } from './engine-run.ts';

const plan = [simplePhase('1', { workstreams: [{ name: 'alpha' }, { name: 'beta' }] }), simplePhase('2')];

describe('a person who stops a run', () => {
  test('drops what is under way at once and is told how to go on', () => {
    const run = engineRun(plan);
    const { id } = run.until('run-agent');
    assert.deepEqual(run.stop().dropped, [id]);
    assert.deepEqual(
      [run.view.status, run.view.reason],
      ['stopped', 'Stopped by a person. `clutch resume` goes on from here.'],
    );
    assert.deepEqual(run.state.pending, {});
  });

  test('gets no effect whatever comes in afterwards', () => {
    const run = engineRun(plan);
    const effect = run.until('run-agent');
    run.stop();
    const late = run.feed({ ...run.world.perform(effect), at: 9_999, effect: effect.id });
    assert.deepEqual([late.state, late.effects], [run.state, []]);
  });

  test('loses nothing: whenever it was, resume goes on and the run ends as if nothing had been', () => {
    const undisturbed = engineRun(plan);
    undisturbed.finish();
    const finished = undisturbed.asked.filter(({ type }) => type === 'collect-work').length;
    for (const { id, type } of undisturbed.asked) {
      const run = engineRun(plan);
      while (run.pending().id !== id) run.end(run.world.perform(run.pending()));
      run.stop();
      run.resume();
      assert.equal(run.pending().type, type, 'the same again');
      assert.notEqual(run.pending().id, id, 'under a new name');
      run.finish();
      assert.equal(run.state.status, 'completed');
      const collected = run.events.filter((event) => event.type === 'work-collected').length;
      assert.equal(collected, finished, `stopped at ${type}: no workstream is finished twice`);
    }
  });

  test('does it twice and nothing more happens', () => {
    const run = engineRun(plan);
    run.until('run-agent');
    run.stop();
    const { status, reason } = run.state;
    assert.deepEqual(run.stop().dropped, []);
    assert.deepEqual([run.state.status, run.state.reason], [status, reason]);
  });

  test('may do so while the run waits, and resume still mends what it waited for', () => {
    const run = engineRun([simplePhase('1')]);
    run.command({ exitCode: 1 });
    run.stop();
    assert.equal(run.view.status, 'stopped');
    run.resume();
    assert.equal(run.until('run-agent').failures.length, 1);
  });
});

describe('resume', () => {
  test('of a run that runs changes nothing that anybody sees', () => {
    const run = engineRun(plan);
    run.until('run-agent');
    const before = run.view;
    assert.deepEqual(run.resume().effects, []);
    assert.deepEqual({ ...run.view, updatedAt: before.updatedAt }, before);
  });
});

describe('a branch that moved while the phase ran', () => {
  const moved = () => {
    const run = engineRun([simplePhase('1')]);
    run.until('land-phase');
    run.world.head = 'by a person';
    run.end(run.world.perform(run.pending()));
    return run;
  };

  test('makes the run wait and says from where to where', () => {
    const run = moved();
    assert.deepEqual([run.view.status, run.view.reason], ['waiting', 'main moved from head0 to by a person. Resume.']);
    assert.equal(run.phase().commit, null);
  });

  test('has the phase merged, validated and committed again on top of it, without any agent', () => {
    const run = moved();
    const agents = run.asked.filter(({ type }) => type === 'run-agent').length;
    run.resume();
    assert.equal(run.until('integrate-phase').base, 'by a person');
    run.finish();
    assert.equal(run.state.status, 'completed');
    assert.equal(run.asked.filter(({ type }) => type === 'run-agent').length, agents);
    assert.deepEqual(
      run.world.executions.map(({ tree }) => tree.split('+')[0]),
      ['head0', 'by a person'],
    );
    const [checkpoint = ''] = run.world.landed;
    const commit = run.world.commits.get(checkpoint)?.parent ?? '';
    assert.equal(run.world.commits.get(commit)?.parent, 'by a person');
  });
});
