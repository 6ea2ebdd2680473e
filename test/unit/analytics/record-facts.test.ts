import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineEvent } from '#schemas/journal/events.ts';
import { sumOf } from '#schemas/run/usage.ts';
import { begin, step } from '../../../server/engine/step.ts';
import type { RunState } from '../../../server/engine/state.ts';
import { engineRun, simplePhase, teamPhase } from '../engine/engine-run.ts';
import { simulate } from '../engine/simulate.ts';
import { used } from '../engine/used.ts';
import { factsOf } from './facts.ts';

test('a run without trouble: every phase, workstream and session counts once, and nothing else does', () => {
  const run = engineRun([teamPhase('api', 'ui'), simplePhase('2')]);
  run.finish();
  const facts = factsOf(run.events);
  assert.equal(facts.completed.length, 1);
  assert.equal(facts.phases.length, 2);
  assert.equal(facts.workstreams.length, 3);
  assert.deepEqual(
    facts.sessions.map(({ role, taken, completed }) => [role, taken, completed]),
    [
      ['executor', true, 'first'],
      ['executor', true, 'first'],
      ['validator', true, null],
      ['executor', true, 'first'],
      ['validator', true, null],
    ],
  );
  assert.deepEqual(
    [...facts.validations],
    [
      ['1', true],
      ['2', true],
    ],
  );
  assert.deepEqual([facts.debugCycles, facts.waits, facts.failures, facts.limits], [[], [], [], []]);
});

test('a session whose work is not taken in is no success, and the workstream then needed a second one', () => {
  const run = engineRun([simplePhase('1')]);
  run.deed({ changes: false }, run.until('run-agent'));
  run.finish();
  const [first, second] = factsOf(run.events).sessions;
  assert.deepEqual([first?.taken, first?.completed], [false, null]);
  assert.deepEqual([second?.taken, second?.completed], [true, 'later']);
});

test('a session that breaks off is no success', () => {
  const run = engineRun([simplePhase('1')]);
  const effect = run.until('run-agent');
  run.end({ type: 'agent-failed', code: 'crashed', message: 'It crashed.', usage: used(5, 1) }, effect);
  run.finish();
  const [first] = factsOf(run.events).sessions;
  assert.deepEqual([first?.taken, first?.broke], [false, true]);
});

test('a command that fails makes the first validation fail, whatever comes after it, and a debug cycle begins', () => {
  const run = engineRun([simplePhase('1')]);
  run.deed({ exitCode: 1 }, run.until('run-command'));
  run.finish();
  const facts = factsOf(run.events);
  assert.equal(run.state.status, 'completed');
  assert.equal(facts.validations.get('1'), false);
  assert.equal(facts.debugCycles.length, 1);
  assert.deepEqual(new Set(facts.commands.map(({ passed }) => passed)), new Set([true, false]));
});

test('what waits for a person counts from the question to the answer', () => {
  const run = engineRun([simplePhase('1')], { attempts: 1 });
  run.deed({ changes: false }, run.until('run-agent'));
  run.deed({}, run.until('collect-work'));
  const asked = run.state.updatedAt;
  assert.equal(run.state.status, 'waiting');
  assert.deepEqual(factsOf(run.events).waits, [{ from: asked, to: null }]);
  run.answer('retry');
  assert.deepEqual(factsOf(run.events).waits, [{ from: asked, to: run.state.updatedAt }]);
});

test('a run that stops at a limit of its own says so once', () => {
  const run = engineRun([simplePhase('1'), simplePhase('2')], {
    caps: { tokens: null, costUsd: null, minutes: null, sessions: 1 },
  });
  run.finish();
  assert.equal(run.state.status, 'stopped');
  assert.equal(factsOf(run.events).limits.length, 1);
});

test('whatever goes wrong in a run, its sessions use what its spending says, and none is a success that was not over', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const events: EngineEvent[] = [];
    const last: { state?: RunState } = {};
    simulate(seed, {
      begin(event) {
        const next = begin(event);
        if (events.length === 0) events.push(event);
        last.state ??= next.state;
        return next;
      },
      step(state, event) {
        const next = step(state, event);
        // The simulation also replays what it has; only what goes on from the last state is new.
        if (state === last.state) {
          events.push(event);
          last.state = next.state;
        }
        return next;
      },
    });
    const facts = factsOf(events);
    const spending = last.state?.spending ?? [];
    const tokensOf = ({ counts, tokens }: { counts: Parameters<typeof sumOf>[0] | null; tokens: number }): number =>
      counts ? sumOf(counts) : tokens;
    const total = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0);
    assert.equal(facts.sessions.length, total(spending.map(({ sessions }) => sessions)), `seed ${seed}`);
    assert.equal(
      total(facts.sessions.map(({ usage }) => tokensOf(usage))),
      total(spending.map(tokensOf)),
      `seed ${seed}`,
    );
    assert.ok(facts.waits.every(({ from, to }) => to === null || to >= from));
    assert.ok(
      facts.sessions.every(
        ({ broke, taken, completed }) => (broke ? taken === false : true) && (completed === null || taken === true),
      ),
    );
    assert.ok(facts.workstreams.length <= facts.sessions.filter(({ taken }) => taken).length);
  }
});
