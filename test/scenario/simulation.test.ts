import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EngineEvent } from '#schemas/journal/events.ts';
import type { RunState } from '../../server/engine/state.ts';
import { begin, step } from '../../server/engine/step.ts';
import type { Violation } from '../unit/engine/invariants.ts';
import { simulate, type Engine } from '../unit/engine/simulate.ts';

const SEEDS = 5_000;
const LIMIT_MS = 10_000;

describe('a run in a world where anything may go wrong', () => {
  test(`keeps every promise of the engine with ${SEEDS} seeds`, (t) => {
    const startedAt = performance.now();
    const met = new Map<string, number>();
    let events = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const simulation = simulate(seed);
      assert.deepEqual(simulation.violations, [], `seed ${seed}: ${simulation.misfortunes.join(', ')}`);
      events += simulation.events;
      for (const name of simulation.misfortunes) met.set(name, (met.get(name) ?? 0) + 1);
    }
    const ms = performance.now() - startedAt;
    t.diagnostic(
      `${SEEDS} seeds and ${events} events in ${ms.toFixed(0)} ms: ${((SEEDS / ms) * 1000).toFixed(0)} seeds/s`,
    );
    t.diagnostic([...met].map(([name, times]) => `${name} ${times}`).join(', '));
    assert.ok(ms < LIMIT_MS, `${ms.toFixed(0)} ms is too slow`);
    for (const name of MUST_BE_MET) assert.ok((met.get(name) ?? 0) >= 10, `too few of: ${name}`);
  });

  test('is repeatable by its seed', () => {
    assert.deepEqual(simulate(7), simulate(7));
  });
});

const MUST_BE_MET = [
  'crash',
  'crash before the result was journaled',
  'stop',
  'branch moved',
  'performed twice',
  'question',
  'agent crashed',
  'agent refused',
  'agent BLOCKED',
  'agent PARTIAL',
  'agent lied',
  'bug',
  'command failed',
  'command changed files',
  'command timeout',
  'command not-found',
  ...[
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
  ].map((type) => `${type} failed`),
];

/** A watch that never barks proves nothing: engines that lack one guard each have to be caught. */
describe('an engine without one of its guards is caught', () => {
  const caughtIn = (createEngine: () => Engine): Set<Violation> =>
    new Set(Array.from({ length: 200 }, (_, seed) => simulate(seed, createEngine()).violations).flat());
  const before =
    (change: (state: RunState, event: EngineEvent) => [RunState, EngineEvent]): (() => Engine) =>
    () => ({
      begin,
      step: (state, event) => step(...change(state, event)),
    });

  test('that takes a failed command for a passed one', () => {
    const engine = before((state, event) => {
      if (event.type !== 'command-finished') return [state, event];
      return [state, { ...event, receipt: { ...event.receipt, exitCode: 0, stopped: null } }];
    });
    assert.ok(caughtIn(engine).has('commit without receipts'));
  });

  test('that keeps the receipts of files that a command has changed', () => {
    const engine = before((state, event) => {
      if (event.type !== 'command-finished') return [state, event];
      const phases = state.phases.map((phase) => ({
        ...phase,
        receipts: phase.receipts.map((receipt) => ({ ...receipt, tree: event.treeAfter })),
      }));
      return [
        { ...state, phases },
        { ...event, receipt: { ...event.receipt, tree: event.treeAfter } },
      ];
    });
    assert.ok(caughtIn(engine).has('commit without receipts'));
  });

  test('that accepts a result twice', () => {
    const caught = caughtIn(() => {
      const known: RunState['pending'][] = [];
      return {
        begin,
        step(state, event) {
          known.push(state.pending);
          const effect = 'effect' in event ? known.find((pending) => pending[event.effect])?.[event.effect] : undefined;
          return step(effect ? { ...state, pending: { ...state.pending, [effect.id]: effect } } : state, event);
        },
      };
    });
    assert.ok(caught.has('late event changed something'));
    assert.ok(caught.has('commit without receipts'), 'and it does harm');
  });

  test('that forgets on resume what is finished', () => {
    const engine = before((state, event) => {
      if (event.type !== 'resume-requested') return [state, event];
      const phases = state.phases.map((phase) => ({
        ...phase,
        workstreams: phase.workstreams.map((one) => ({
          ...one,
          status: 'pending' as const,
          worktree: null,
          ended: false,
        })),
      }));
      return [{ ...state, phases }, event];
    });
    assert.ok(caughtIn(engine).has('finished work executed again'));
  });

  test('that starts an agent again because its work could not be taken in', () => {
    const engine = before((state, event) => {
      if (event.type !== 'resume-requested') return [state, event];
      const phases = state.phases.map((phase) => ({
        ...phase,
        workstreams: phase.workstreams.map((one) => (one.status === 'failed' ? { ...one, ended: false } : one)),
      }));
      return [{ ...state, phases }, event];
    });
    assert.ok(caughtIn(engine).has('finished work executed again'));
  });

  test('that lands what has no checkpoint', () => {
    const engine = before((state, event) => {
      if (event.type !== 'phase-committed') return [state, event];
      const phases = state.phases.map((phase) => ({ ...phase, checkpoint: event.sha }));
      return [{ ...state, phases }, event];
    });
    assert.ok(caughtIn(engine).has('landed before commit and checkpoint'));
  });

  test('that remembers something outside of its state', () => {
    const caught = caughtIn(() => {
      let resumes = 0;
      return {
        begin,
        step(state, event) {
          resumes += event.type === 'resume-requested' ? 1 : 0;
          const result = step(state, event);
          return result.state === state
            ? result
            : { ...result, state: { ...result.state, effects: result.state.effects + resumes } };
        },
      };
    });
    assert.ok(caught.has('replay differs'));
  });

  test('that waits without saying why', () => {
    const engine = before((state, event) => [
      state,
      event.type === 'effect-failed' ? { ...event, message: '' } : event,
    ]);
    assert.ok(caughtIn(engine).has('stands still without a reason'));
  });
});
