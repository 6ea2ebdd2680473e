import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { step } from '../../../server/engine/step.ts';
import { engineRun, simplePhase } from './engine-run.ts';
import { COMPLETE } from './world.ts';

const types = (effects: readonly { type: string }[]): string[] => effects.map(({ type }) => type);

describe('a run that meets no trouble', () => {
  test('takes each phase from its PRP to a clean checkout, one effect at a time', () => {
    const run = engineRun([simplePhase('1')]);
    run.finish();
    assert.equal(run.state.status, 'completed');
    assert.deepEqual(types(run.asked), [
      'inspect-project',
      'read-prp',
      'prepare-worktree',
      'run-agent',
      'collect-work',
      'integrate-phase',
      'run-command',
      'commit-phase',
      'write-checkpoint',
      'land-phase',
      'clean-up',
    ]);
  });

  test('names its effects after itself and counts them, so that a replay gives them the same names', () => {
    const run = engineRun([simplePhase('1')], { run: 'run-7' });
    run.finish();
    assert.deepEqual(
      run.asked.map(({ id }) => id),
      run.asked.map((_, index) => `run-7-${index + 1}`),
    );
  });

  test('builds each phase on the checkpoint of the one before', () => {
    const run = engineRun([simplePhase('1'), simplePhase('2')]);
    const first = run.until('land-phase').to;
    const second = run.until('prepare-worktree');
    assert.equal(second.phase, '2');
    assert.equal(second.base, first);
    assert.equal(run.until('integrate-phase').base, first);
  });

  test('commits exactly what was validated and puts the checkpoint on top of it', () => {
    const run = engineRun([simplePhase('1')]);
    const validated = run.until('run-command');
    const { base } = run.until('commit-phase');
    assert.equal(base, 'head0');
    const { parent, worktree } = run.until('write-checkpoint');
    assert.equal(run.world.commits.get(parent)?.tree, run.world.executions[0]?.tree);
    assert.equal(worktree, validated.worktree);
  });

  test('cleans up the executors’ worktrees and the phase’s own', () => {
    const run = engineRun([simplePhase('1', { workstreams: [{ name: 'alpha' }, { name: 'beta' }] })]);
    const { worktrees } = run.until('clean-up');
    assert.deepEqual(
      worktrees.map(({ path, branch }) => [path, branch]),
      [
        ['w/1/alpha', 'alpha'],
        ['w/1/beta', 'beta'],
        ['w/1', null],
      ],
    );
  });
});

describe('the workstreams of a phase', () => {
  const orderOf = (workstreams: { name: string; dependsOn?: string[] }[]): string[] => {
    const run = engineRun([simplePhase('1', { workstreams })]);
    run.finish();
    assert.equal(run.state.status, 'completed');
    return run.asked.flatMap((effect) => (effect.type === 'run-agent' ? [effect.workstream] : []));
  };

  test('go in the order of the PRP', () => {
    assert.deepEqual(orderOf([{ name: 'b' }, { name: 'a' }]), ['b', 'a']);
  });

  test('wait for those they depend on', () => {
    const ui = { name: 'ui', dependsOn: ['api'] };
    assert.deepEqual(orderOf([ui, { name: 'api', dependsOn: ['model'] }, { name: 'model' }]), ['model', 'api', 'ui']);
  });

  test('that depend on one another in a circle still all run', () => {
    assert.deepEqual(
      orderOf([
        { name: 'a', dependsOn: ['b'] },
        { name: 'b', dependsOn: ['a'] },
      ]),
      ['a', 'b'],
    );
  });

  test('that depend on a name that nobody has still run', () => {
    assert.deepEqual(orderOf([{ name: 'a', dependsOn: ['nobody'] }]), ['a']);
  });

  test('start from the work that came before them', () => {
    const run = engineRun([simplePhase('1', { workstreams: [{ name: 'a' }, { name: 'b' }] })]);
    const collect = run.until('collect-work');
    run.end({
      ...run.world.perform(collect),
      type: 'work-collected',
      commit: 'work of a',
      changes: [{ path: 'a', kind: 'added' }],
    });
    assert.equal(run.until('prepare-worktree').base, 'work of a');
  });

  for (const [what, workstreams, mode, reason] of [
    ['none', [], 'solo', 'The PRP names no workstreams: one executor does it all.'],
    ['one', [{ name: 'a' }], 'solo', 'One workstream.'],
    [
      'several',
      [{ name: 'a' }, { name: 'b' }],
      'sequential',
      '2 workstreams, one after the other, in the order of the PRP.',
    ],
    [
      'dependent ones',
      [{ name: 'a' }, { name: 'b', dependsOn: ['a'] }],
      'sequential',
      '2 workstreams, one after the other, dependencies first.',
    ],
  ] as const) {
    test(`decide the mode, with a reason: ${what}`, () => {
      const run = engineRun([simplePhase('1', { workstreams })]);
      run.until('prepare-worktree');
      assert.deepEqual([run.phase().mode, run.phase().modeReason], [mode, reason]);
    });
  }

  test('are one called main where the PRP names none', () => {
    const run = engineRun([simplePhase('1', { workstreams: [] })]);
    assert.equal(run.until('run-agent').workstream, 'main');
  });
});

describe('which phases are run', () => {
  const plan = ['1', '2', '3', '4'].map((id) => simplePhase(id, id < '3' ? { completed: `sha${id}` } : {}));
  const phasesOf = (requested: { start?: string; end?: string }): string[] => {
    const run = engineRun(plan, requested);
    run.until('read-prp');
    return run.state.phases.map(({ id }) => id);
  };

  test('without a wish: those that WORKFLOW.md does not call completed', () => {
    assert.deepEqual(phasesOf({}), ['3', '4']);
  });

  test('with a start: from there on, completed or not', () => {
    assert.deepEqual(phasesOf({ start: '2' }), ['2', '3', '4']);
  });

  test('with an end: up to there', () => {
    assert.deepEqual(phasesOf({ end: '3' }), ['3']);
    assert.deepEqual(phasesOf({ start: '1', end: '2' }), ['1', '2']);
  });

  test('all others stay in the plan, for the tracker’s table', () => {
    const run = engineRun(plan, { start: '3', end: '3' });
    assert.deepEqual(
      run.until('write-checkpoint').allPhases.map(({ id }) => id),
      ['1', '2', '3', '4'],
    );
  });

  test('a run whose phases are all completed is completed at once and says so', () => {
    const run = engineRun(plan, { end: '2' });
    run.end(run.world.perform(run.pending()));
    assert.equal(run.state.status, 'completed');
    assert.match(run.view.report ?? '', /every phase was already completed in WORKFLOW\.md/);
  });
});

describe('an event that comes twice or too late changes nothing', () => {
  test('at any point of a run, whichever effect it is about', () => {
    const run = engineRun([simplePhase('1'), simplePhase('2')]);
    const before = [...run.events];
    while (run.state.status === 'running') {
      run.end(run.world.perform(run.pending()));
      const { state } = run;
      for (const event of run.events.filter((one) => 'effect' in one)) {
        const again = step(state, event);
        assert.equal(again.state, state);
        assert.deepEqual([again.effects, again.dropped], [[], []]);
      }
    }
    assert.ok(run.events.length > before.length + 20);
  });

  test('for an effect that never was', () => {
    const run = engineRun([simplePhase('1')]);
    const { state } = run;
    const report = COMPLETE;
    assert.equal(run.feed({ type: 'agent-ended', at: 1, effect: 'r-99', stopReason: 'end_turn', report }).state, state);
    assert.equal(run.feed({ type: 'question-answered', at: 1, question: 'none', option: 'x' }).state, state);
  });

  test('for a run that is completed, whatever a person asks', () => {
    const run = engineRun([simplePhase('1')]);
    run.finish();
    const { status, reason, endedAt } = run.state;
    for (const result of [run.stop(), run.resume()]) {
      assert.deepEqual(result.effects, []);
      assert.deepEqual([run.state.status, run.state.reason, run.state.endedAt], [status, reason, endedAt]);
    }
  });
});

describe('what cannot be done makes the run wait for a person', () => {
  test('with the sentence of whoever tried', () => {
    const run = engineRun([simplePhase('1')]);
    run.until('read-prp');
    run.fail('user', 'There is no PRP for phase 1. Write one, then resume.');
    assert.deepEqual(
      [run.view.status, run.view.reason],
      ['waiting', 'There is no PRP for phase 1. Write one, then resume.'],
    );
    run.resume();
    assert.equal(run.pending().type, 'read-prp');
  });

  test('a bug of ours is called failed, and can be tried again', () => {
    const run = engineRun([simplePhase('1')]);
    run.until('commit-phase');
    run.fail('bug', 'x is not a function.');
    assert.deepEqual([run.view.status, run.phase().status], ['failed', 'failed']);
    run.resume();
    assert.equal(run.pending().type, 'commit-phase');
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('each effect can fail once and the run still ends well', () => {
    const probe = engineRun([simplePhase('1')]);
    probe.finish();
    for (const { type } of probe.asked) {
      const run = engineRun([simplePhase('1')]);
      run.until(type);
      run.fail('environment', `no ${type} today`);
      assert.equal(run.view.reason, `no ${type} today`);
      run.resume();
      run.finish();
      assert.equal(run.state.status, 'completed', type);
      assert.equal(run.world.landed.length, 1, type);
    }
  });
});
