import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Effect } from '#schemas/journal/effects.ts';
import type { EngineEvent } from '#schemas/journal/events.ts';
import type { RunPolicy } from '#schemas/run/policy.ts';
import type { PhaseState, RunState, WorkstreamState } from '../../server/engine/state.ts';
import { begin, step, type Step } from '../../server/engine/step.ts';
import type { Violation } from '../unit/engine/invariants.ts';
import { simulate, type Engine } from '../unit/engine/simulate.ts';

const SEEDS = 5_000;
const LIMIT_MS = 60_000;

describe('a run in a world where anything may go wrong', () => {
  test(`keeps every promise of the engine with ${SEEDS} seeds`, (t) => {
    const startedAt = performance.now();
    const met = new Map<string, number>();
    const count = (name: string): void => void met.set(name, (met.get(name) ?? 0) + 1);
    let events = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const simulation = simulate(seed);
      assert.deepEqual(simulation.violations, [], `seed ${seed}: ${simulation.misfortunes.join(', ')}`);
      events += simulation.events;
      for (const name of simulation.misfortunes) count(name);
      for (const mode of simulation.modes) count(mode);
      count(`ended: ${simulation.ending}`);
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
  'solo',
  'sequential',
  'team',
  'staggered-team',
  'team failed',
  ...['completed', 'tokens', 'costUsd', 'minutes', 'sessions'].map((kind) => `ended: ${kind}`),
  'crash',
  'crash before the result was journaled',
  'performed twice',
  'branch moved',
  'worktree lost',
  'bug',
  'stop',
  'pause',
  'resumed without raising the cap',
  'question',
  ...['pause', 'resume', 'stop', 'skip', 'defer', 'retry', 'review'].map((verb) => `person ${verb}`),
  ...['crashed', 'silent', 'not-startable', 'protocol', 'worktree-gone'].map((code) => `agent ${code}`),
  'agent refused',
  'agent max_tokens',
  'agent max_tokens, claims COMPLETE',
  'agent BLOCKED',
  'agent PARTIAL',
  'agent lied: nothing changed',
  'agent changed files of others',
  'agent changed nobody’s files',
  'outside observed',
  'no contract',
  'contract with findings',
  'contracts differ',
  'merge conflict',
  'conflict unresolved',
  'validator GAPS_FOUND',
  'validator HUMAN_NEEDED',
  'validator says nothing',
  'files changed before the commit',
  ...['failed', 'changed files', 'timeout', 'not-found', 'signal', 'output-limit'].map((what) => `command ${what}`),
  ...['edited', 'with problems', 'with a circle', 'with findings', 'gone', 'not mended'].map((what) => `PRP ${what}`),
  ...[
    'inspect-project',
    'read-prp',
    'prepare-worktree',
    'run-agent',
    'look-at-team',
    'collect-work',
    'collect-plan',
    'compare-contracts',
    'integrate-phase',
    'conclude-merge',
    'run-command',
    'commit-phase',
    'write-checkpoint',
    'land-phase',
    'clean-up',
    'answer-agent',
  ].map((type) => `${type} failed`),
];

/** A watch that never barks proves nothing: engines that lack one guard each have to be caught, by its own rule. */
describe('an engine without one of its guards is caught', () => {
  for (const [what, violation, engine] of BROKEN()) {
    test(`that ${what}: ${violation}`, () => {
      const caught = Array.from({ length: 1_500 }, (_, seed) => seed + 1).some((seed) =>
        simulate(seed, engine()).violations.includes(violation),
      );
      assert.ok(caught, 'not caught in 1,500 seeds');
    });
  }
});

type Broken = readonly [what: string, violation: Violation, engine: () => Engine];

function BROKEN(): readonly Broken[] {
  return [
    [
      'takes a failed command for a passed one',
      'commit without receipts',
      before((state, event) => {
        if (event.type !== 'command-finished') return [state, event];
        return [state, { ...event, receipt: { ...event.receipt, exitCode: 0, stopped: null } }];
      }),
    ],
    [
      'keeps the receipts of files that a command has changed',
      'commit without receipts',
      before((state, event) => {
        if (event.type !== 'command-finished') return [state, event];
        const tree = event.treeAfter;
        const next = withPhases(state, ({ receipts }) => ({ receipts: receipts.map((one) => ({ ...one, tree })) }));
        return [next, { ...event, receipt: { ...event.receipt, tree } }];
      }),
    ],
    ['accepts a result twice', 'late event changed something', acceptsTwice],
    [
      'forgets on resume what is finished',
      'finished work executed again',
      before((state, event) => {
        if (event.type !== 'resume-requested') return [state, event];
        const fresh = { status: 'pending', worktree: null, ended: false, commit: null } as const;
        return [withWorkers(state, () => fresh), event];
      }),
    ],
    [
      'starts an agent again because its work could not be taken in',
      'finished work executed again',
      before((state, event) => {
        const effect = event.type === 'effect-failed' ? state.pending[event.effect] : undefined;
        return [effect?.type === 'collect-work' ? withWorkers(state, () => ({ ended: false })) : state, event];
      }),
    ],
    [
      'lands what has no checkpoint',
      'landed before commit and checkpoint',
      before((state, event) => {
        if (event.type !== 'phase-committed') return [state, event];
        return [withPhases(state, () => ({ checkpoint: event.sha })), event];
      }),
    ],
    ['remembers something outside of its state', 'replay differs', remembers],
    [
      'waits without saying why',
      'stands still without a reason',
      before((state, event) => [state, event.type === 'effect-failed' ? { ...event, message: '' } : event]),
    ],
    [
      'commits although a workstream is missing',
      'landed with a workstream missing',
      before((state, event) => {
        if (event.type !== 'work-collected') return [state, event];
        const done = { status: 'completed', changes: [{ path: 'x', kind: 'added' }] } as const;
        return [withWorkers(state, ({ status }) => (status === 'pending' ? done : {})), event];
      }),
    ],
    [
      'takes a part of the work for all of it',
      'landed with a workstream missing',
      before((state, event) => {
        if (event.type !== 'agent-ended' || event.report?.status === 'BLOCKED') return [state, event];
        return [state, { ...event, stopReason: 'end_turn', report: null }];
      }),
    ],
    [
      'forgets that a team has failed',
      'second team',
      before((state, event) => [{ ...state, session: { ...state.session, teamFailed: false } }, event]),
    ],
    [
      'goes on with a team that does nothing',
      'second team',
      before((state, event) => [state, event.type === 'team-seen' ? { ...event, changed: 1 } : event]),
    ],
    ['debugs for ever', 'too many debug cycles', withPolicy(() => ({ debugCycles: 99 }))],
    [
      'ignores whose files are whose',
      'landed outside of its files',
      before((state, event) => {
        const looks = event.type === 'work-collected' || event.type === 'work-observed';
        return [state, looks ? { ...event, outside: [] } : event];
      }),
    ],
    [
      'lets a path that was given to another one stay with its owner',
      'path owned by two',
      asking((effect) => {
        return 'ownership' in effect ? { ...effect, ownership: { ...effect.ownership, taken: [] } } : effect;
      }),
    ],
    [
      'charges an executor with what others have done',
      'charged with the work of others',
      asking((effect, state) => {
        if (effect.type !== 'collect-work') return effect;
        return { ...effect, since: state.phases.find(({ id }) => id === effect.phase)?.base ?? effect.since };
      }),
    ],
    [
      'does not wait for contracts',
      'started before its contract',
      before((state, event) => {
        const waived = ({ contract }: WorkstreamState): Partial<WorkstreamState> =>
          contract?.status === 'wanted' ? { contract: { ...contract, status: 'waived' } } : {};
        return [withWorkers(state, waived), event];
      }),
    ],
    ['leaves the validator out', 'landed without verification', withPolicy(() => ({ validator: false }))],
    [
      'takes any verdict for a pass',
      'landed without verification',
      before((state, event) => {
        if (event.type !== 'agent-ended' || !event.verification) return [state, event];
        return [state, { ...event, verification: { ...event.verification, grade: 'PASS' } }];
      }),
    ],
    [
      'knows no caps',
      'session beyond a cap',
      withPolicy(() => ({ caps: { tokens: null, costUsd: null, minutes: null, sessions: null } })),
    ],
    [
      'starts as many executors as it likes',
      'too many sessions at a time',
      withPolicy(({ team }) => ({ team: { ...team, maxExecutors: 9 } })),
    ],
    [
      'does not pause',
      'started while held back',
      () => ({
        begin,
        step: (state, event) =>
          event.type === 'pause-requested' ? { state, effects: [], dropped: [] } : step(state, event),
      }),
    ],
    [
      'forgets whom a person holds back',
      'started while held back',
      before((state, event) => {
        const free = withWorkers(state, () => ({ held: null }));
        return [event.type === 'steered' ? state : withPhases(free, () => ({ held: false })), event];
      }),
    ],
    [
      'leaves a workstream out by itself',
      'left out without a reason',
      before((state, event) => {
        const gaveUp = ({ status }: WorkstreamState): Partial<WorkstreamState> =>
          status === 'failed' ? { status: 'skipped', reason: 'It failed.' } : {};
        return [
          { ...withWorkers(state, gaveUp), signals: state.signals.filter(({ cause }) => cause !== 'stuck') },
          event,
        ];
      }),
    ],
    [
      'forgets that a phase was deferred',
      'deferral forgotten',
      before((state, event) => {
        if (event.type !== 'phase-integrated') return [state, event];
        return [withPhases(state, ({ prp }) => (prp ? { deferred: null } : {})), event];
      }),
    ],
    [
      'forgets what a person has answered',
      'asked again what was answered',
      before((state, event) => [{ ...state, answers: {} }, event]),
    ],
    [
      'gives a permission again that was given for one time',
      'permission used twice',
      before((state, event) => [state, event.type === 'agent-answered' ? { ...event, delivered: false } : event]),
    ],
  ];
}

function before(change: (state: RunState, event: EngineEvent) => [RunState, EngineEvent]): () => Engine {
  return () => ({ begin, step: (state, event) => step(...change(state, event)) });
}

function withPolicy(change: (policy: RunPolicy) => Partial<RunPolicy>): () => Engine {
  return before((state, event) => [{ ...state, policy: { ...state.policy, ...change(state.policy) } }, event]);
}

/** Asks the world for something else than the engine would. */
function asking(change: (effect: Effect, state: RunState) => Effect): () => Engine {
  const changed = ({ state, effects, dropped }: Step): Step => {
    const pending = Object.entries(state.pending).map(([id, effect]) => [id, change(effect, state)]);
    return {
      state: { ...state, pending: Object.fromEntries(pending) },
      effects: effects.map((effect) => change(effect, state)),
      dropped,
    };
  };
  return () => ({
    begin: (event) => changed(begin(event)),
    step(state, event) {
      const result = step(state, event);
      return result.state === state ? result : changed(result);
    },
  });
}

function acceptsTwice(): Engine {
  const known: RunState['pending'][] = [];
  return {
    begin,
    step(state, event) {
      known.push(state.pending);
      const effect = 'effect' in event ? known.find((pending) => pending[event.effect])?.[event.effect] : undefined;
      return step(effect ? { ...state, pending: { ...state.pending, [effect.id]: effect } } : state, event);
    },
  };
}

function remembers(): Engine {
  let resumes = 0;
  return {
    begin,
    step(state, event) {
      resumes += event.type === 'resume-requested' ? 1 : 0;
      const result = step(state, event);
      if (result.state === state) return result;
      return { ...result, state: { ...result.state, effects: result.state.effects + resumes } };
    },
  };
}

function withPhases(state: RunState, change: (phase: PhaseState) => Partial<PhaseState>): RunState {
  return { ...state, phases: state.phases.map((phase) => ({ ...phase, ...change(phase) })) };
}

function withWorkers(state: RunState, change: (worker: WorkstreamState) => Partial<WorkstreamState>): RunState {
  return withPhases(state, ({ workstreams }) => ({
    workstreams: workstreams.map((one) => ({ ...one, ...change(one) })),
  }));
}
