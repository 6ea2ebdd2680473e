import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PrpContent } from '#schemas/journal/effects.ts';
import { RunPolicy } from '#schemas/run/policy.ts';
import { forecast, type ForecastQuestion } from '../../../server/engine/forecast.ts';

function prp(names: readonly string[], change: Partial<PrpContent> = {}): PrpContent {
  return {
    path: 'PRPs/PRP.md',
    hash: 'hash',
    workstreams: names.map((name) => ({ name, files: [`${name}.ts`], dependsOn: [], hash: name, merged: [] })),
    contracts: [],
    concerns: [],
    foreign: [],
    problems: [],
    validation: [],
    ...change,
  };
}

type Planned = PrpContent | null;

function ask(prps: readonly Planned[], change: Partial<ForecastQuestion> = {}): ReturnType<typeof forecast> {
  const phases = prps.map((content, index) => {
    return { id: String(index + 1), title: `Part ${index + 1}`, completed: null, prp: content, problem: null };
  });
  const policy = RunPolicy.parse({});
  return forecast({ prd: 'PRDs/PRD.md', start: null, end: null, policy, history: null, phases, ...change });
}

const one = prp(['api']);
const three = prp(['api', 'web', 'docs']);
const history = { tokens: 1000, costUsd: 0.5, minutes: 2, sessions: 2 };

describe('a forecast', () => {
  test('charges each phase to its session, and begins a fresh one when too little is left', () => {
    const { phases, sessions, sentence } = ask([three, one, three]);
    assert.deepEqual(
      phases.map(({ session, gate, mode }) => [session, gate?.verdict, gate?.remaining, mode]),
      [
        [1, 'go', 85, 'team'],
        [1, 'go', 45, 'solo'],
        [2, 'fresh-session', 85, 'team'],
      ],
    );
    assert.equal(sessions, 2);
    assert.equal(sentence, '3 phases in 2 sessions.');
  });

  test('stops where the policy says that a spent session stops', () => {
    const policy = RunPolicy.parse({ budget: { whenSpent: 'stop' } });
    const { phases, stopsBefore, sentence } = ask([three, three, one], { policy });
    assert.deepEqual(
      phases.map(({ status }) => status),
      ['runs', 'stops', 'not-reached'],
    );
    assert.equal(stopsBefore, '2');
    assert.equal(
      sentence,
      '1 phase in 1 session, stops before phase 2: too little of the session would remain: 55 % used, at most 20 % may be.',
    );
  });

  test('adds up what history expects, and stops before the phase that would exceed a cap', () => {
    const policy = RunPolicy.parse({ caps: { tokens: 4500 } });
    const { phases, expected, sentence } = ask([three, one, one], { policy, history });
    assert.deepEqual(phases[0]?.expected, { tokens: 3000, costUsd: 1.5, minutes: 6, sessions: 6 });
    assert.deepEqual(expected, { tokens: 4000, costUsd: 2, minutes: 8, sessions: 8 });
    assert.match(
      sentence,
      /^2 phases in 1 session, about 4000 tokens, .* stops before phase 3: the cap of 4500 tokens would/,
    );
  });

  test('knows of nothing without history, not even under a cap', () => {
    const { expected, stopsBefore } = ask([one, one], { policy: RunPolicy.parse({ caps: { costUsd: 0.01 } }) });
    assert.deepEqual([expected, stopsBefore], [null, null]);
  });

  test('names what waits for a person and goes on as if it were mended', () => {
    const { phases, sentence } = ask([prp(['api'], { problems: ['Mend it.'] }), one]);
    assert.deepEqual(
      phases.map(({ status, note, session }) => [status, note, session]),
      [
        ['waits', 'Mend it.', 1],
        ['runs', null, 1],
      ],
    );
    assert.equal(sentence, '2 phases in 1 session, waits for you in phase 1.');
  });

  test('counts a phase without a PRP as researched, and as waiting where nobody researches', () => {
    const [researched] = ask([null]).phases;
    assert.deepEqual([researched?.status, researched?.mode, researched?.gate?.cost], ['runs', null, 15]);
    const [unwritten] = ask([null], { policy: RunPolicy.parse({ research: false }) }).phases;
    assert.equal(unwritten?.status, 'waits');
  });

  test('leaves out what is completed and what was not asked for', () => {
    const phases = ['1', '2', '3'].map((id) => ({
      id,
      title: id,
      completed: id === '1' ? 'abc' : null,
      prp: one,
      problem: null,
    }));
    const statuses = (change: Partial<ForecastQuestion>) =>
      ask([], { phases, ...change }).phases.map(({ status }) => status);
    assert.deepEqual(statuses({}), ['completed', 'runs', 'runs']);
    assert.deepEqual(statuses({ end: '2' }), ['completed', 'runs', 'left-out']);
    assert.deepEqual(statuses({ start: '1', end: '1' }), ['runs', 'left-out', 'left-out']);
  });

  test('says so when nothing is left', () => {
    const phases = [{ id: '1', title: '1', completed: 'abc', prp: one, problem: null }];
    const { sessions, sentence } = ask([], { phases });
    assert.deepEqual([sessions, sentence], [0, 'Nothing is left to run: every phase of PRDs/PRD.md is completed.']);
  });
});
