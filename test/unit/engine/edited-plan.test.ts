import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineRun, simplePhase, staggeredPhase, type EngineRun } from './engine-run.ts';
import type { PlannedPhase } from './plan.ts';

const one = (names: string[]): PlannedPhase => simplePhase('1', { workstreams: names.map((name) => ({ name })) });
const edit = (run: EngineRun, phase: PlannedPhase): void => {
  run.world.plan[0] = phase;
  run.stop();
  run.resume();
  run.deed({}, run.until('read-prp'));
};

describe('a PRP that was edited while its phase was under way', () => {
  test('adds and removes what has not begun', () => {
    const run = engineRun([one(['a', 'b'])]);
    run.until('prepare-worktree');
    edit(run, one(['a', 'c']));
    assert.deepEqual(
      run.phase().workstreams.map(({ name }) => name),
      ['a', 'c'],
    );
  });

  test('ends the session of a workstream whose section is another one now', () => {
    const run = engineRun([one(['a', 'b'])]);
    run.until('run-agent');
    run.world.plan[0] = simplePhase('1', { workstreams: [{ name: 'a', text: 'edited' }, { name: 'b' }] });
    run.pause();
    run.resume();
    const read = run.pending.find(({ type }) => type === 'read-prp');
    const { dropped } = run.deed({}, read);
    assert.ok(dropped.length > 0);
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('asks what is to become of finished work', () => {
    for (const [option, sessions] of [
      ['keep', 1],
      ['redo', 2],
    ] as const) {
      const run = engineRun([simplePhase('1')]);
      run.until('run-command');
      edit(run, simplePhase('1', { workstreams: [{ name: 'alpha', text: 'edited' }] }));
      assert.match(run.signal().text, /alpha \(edited\)/);
      run.answer(option);
      run.finish();
      const executors = run.asked.filter((effect) => effect.type === 'run-agent' && effect.role === 'executor');
      assert.deepEqual([run.state.status, executors.length], ['completed', sessions]);
    }
  });

  test('leaves removed work out, with what was built on it', () => {
    const run = engineRun([simplePhase('1', { workstreams: [{ name: 'a' }, { name: 'b', dependsOn: ['a'] }] })]);
    run.until('run-command');
    edit(run, one(['b']));
    run.answer('redo');
    run.finish();
    assert.equal(run.state.status, 'completed');
    const files = run.world.commits.get(run.world.head)?.files;
    assert.deepEqual([...(files?.keys() ?? [])], ['b.txt']);
  });

  test('validates anew with the commands that it names now', () => {
    const run = engineRun([simplePhase('1')]);
    run.until('commit-phase');
    edit(run, simplePhase('1', { levels: [['other']] }));
    run.finish();
    assert.equal(run.world.executions.at(-1)?.command, 'other');
  });

  test('owes a contract again when its work is done again', () => {
    const run = engineRun([staggeredPhase()]);
    run.until('compare-contracts');
    const { workstreams, ...rest } = staggeredPhase();
    edit(run, { ...rest, workstreams: workstreams.map((ws) => (ws.name === 'api' ? { ...ws, text: 'edited' } : ws)) });
    run.answer('redo');
    assert.equal(run.until('run-agent').task, 'contract');
  });

  test('is asked about when it is gone, when it has problems, and when workstreams wait for one another', () => {
    const circle = simplePhase('1', {
      workstreams: [
        { name: 'a', dependsOn: ['b'] },
        { name: 'b', dependsOn: ['a'] },
      ],
    });
    for (const [phase, words] of [
      [simplePhase('1', { missing: true }), /is gone, and phase 1 is under way/],
      [simplePhase('1', { problems: ['PRP:3: no validation.'] }), /PRP:3: no validation/],
      [circle, /wait for one another: a → b → a/],
    ] as const) {
      const run = engineRun([simplePhase('1')]);
      run.until('run-agent');
      edit(run, phase);
      run.finish();
      assert.match(run.signal().text, words);
      run.world.plan[0] = simplePhase('1');
      run.answer('retry');
      run.finish();
      assert.equal(run.state.status, 'completed');
    }
  });
});
