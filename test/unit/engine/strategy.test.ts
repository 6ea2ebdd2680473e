import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chooseStrategy } from '../../../server/engine/strategy.ts';
import { prpOf, type PlannedPhase } from './plan.ts';
import { staggeredPhase, simplePhase, teamPhase } from './engine-run.ts';
import { POLICY } from './world.ts';

const dependent = simplePhase('1', { workstreams: [{ name: 'api' }, { name: 'ui', dependsOn: ['api'] }] });
const decide = (phase: PlannedPhase, changed: { teamFailed?: boolean; remainingPercent?: number } = {}) =>
  chooseStrategy({ prp: prpOf(phase), teamFailed: false, remainingPercent: 85, policy: POLICY, ...changed });

describe('the decision matrix', () => {
  for (const [what, phase, mode, reason] of [
    ['no workstream', simplePhase('1', { workstreams: [] }), 'solo', /names no workstreams/],
    ['one workstream', simplePhase('1'), 'solo', /One workstream/],
    ['independent workstreams', teamPhase('a', 'b'), 'team', /do not depend on each other/],
    ['a contract between them', staggeredPhase(), 'staggered-team', /only through contracts/],
    ['a dependency without a contract', dependent, 'sequential', /ui needs the work of api, and no contract says how/],
    ['files elsewhere', { ...teamPhase('a', 'b'), foreign: ['../x.ts'] }, 'sequential', /another repository/],
    ['five workstreams', teamPhase('a', 'b', 'c', 'd', 'e'), 'team', /d \+ e merged into d/],
  ] as const) {
    test(`makes of ${what}: ${mode}`, () => {
      const strategy = decide(phase);
      assert.equal(strategy.mode, mode);
      assert.match(strategy.reason, reason);
    });
  }

  test('has no second team after one that failed', () => {
    assert.match(decide(teamPhase('a', 'b'), { teamFailed: true }).reason, /no second one/);
  });

  test('has no team when too little of the session remains', () => {
    assert.equal(decide(teamPhase('a', 'b'), { remainingPercent: 49 }).mode, 'sequential');
    assert.equal(decide(teamPhase('a', 'b'), { remainingPercent: 50 }).mode, 'team');
  });
});
