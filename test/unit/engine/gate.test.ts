import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { budgetGate } from '../../../server/engine/budget.ts';
import { engineRun, simplePhase, teamPhase } from './engine-run.ts';
import { POLICY } from './world.ts';

const NOTHING = { tokens: 0, costUsd: 0, sessions: 0, activeMs: 0 };
const ask = (usedPercent: number, workstreams: number) =>
  budgetGate({ policy: POLICY, usedPercent, usage: NOTHING, history: null, workstreams });

describe('the budget gate', () => {
  for (const [workstreams, cost] of [
    [0, 15],
    [1, 15],
    [2, 25],
    [3, 40],
    [4, 40],
  ] as const) {
    test(`expects ${workstreams} workstreams to cost ${cost} % and wants twice that to remain`, () => {
      assert.equal(ask(100 - 2 * cost, workstreams).verdict, 'go');
      assert.equal(ask(100 - 2 * cost + 1, workstreams).verdict, 'fresh-session');
    });
  }

  test('begins a fresh session where too little remains', () => {
    const run = engineRun([1, 2, 3, 4, 5].map((id) => simplePhase(String(id))));
    run.finish();
    assert.equal(run.state.status, 'completed');
    assert.equal(run.state.session.number, 2);
  });

  test('stops where the policy says so, with the checkpoint written, and resume is a fresh session', () => {
    const budget = { ...POLICY.budget, sessionStartPercent: 60, whenSpent: 'stop' as const };
    const run = engineRun([teamPhase('a', 'b')], { budget });
    run.finish();
    assert.deepEqual([run.view.status, run.view.outcome?.kind], ['stopped', 'session-budget']);
    assert.equal(run.world.landed.length, 1);
    run.resume();
    run.finish();
    assert.equal(run.state.status, 'completed');
  });

  test('stops at a cap that history says the phase would exceed', () => {
    const history = { tokens: 900, costUsd: 1, minutes: 1, sessions: 1 };
    const caps = { ...POLICY.caps, tokens: 500 };
    const run = engineRun([simplePhase('1')], { caps }, { history });
    run.finish();
    assert.equal(run.view.outcome?.kind, 'tokens');
    run.resume();
    run.finish();
    assert.deepEqual([run.view.status, Boolean(run.view.reason)], ['stopped', true], 'nobody raised it');
    run.resume({ caps: POLICY.caps });
    run.finish();
    assert.equal(run.state.status, 'completed');
  });
});

describe('a cap', () => {
  test('is not exceeded by a team that starts several sessions at once', () => {
    const run = engineRun([teamPhase('a', 'b', 'c')], { caps: { ...POLICY.caps, sessions: 2 } });
    run.finish();
    assert.deepEqual([run.view.status, run.view.outcome?.kind, run.state.usage.sessions], ['stopped', 'sessions', 2]);
    run.resume({ caps: POLICY.caps });
    run.finish();
    assert.equal(run.state.status, 'completed');
  });
});
