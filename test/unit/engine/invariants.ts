import type { Effect, EffectOf, PrpContent } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import type { RunPolicy } from '#schemas/run/policy.ts';
import { currentPhase, type PhaseState, type RunState } from '../../../server/engine/state.ts';
import type { Step } from '../../../server/engine/step.ts';
import { landingRules } from './invariants-landing.ts';
import { workRules } from './invariants-work.ts';
import type { World } from './world.ts';

/** What a violated invariant is called. */
export type Violation =
  | 'commit without receipts'
  | 'landed without verification'
  | 'landed before commit and checkpoint'
  | 'landed with a workstream missing'
  | 'landed outside of its files'
  | 'left out without a reason'
  | 'deferral forgotten'
  | 'second team'
  | 'too many debug cycles'
  | 'path owned by two'
  | 'charged with the work of others'
  | 'finished work executed again'
  | 'started before its contract'
  | 'too many sessions at a time'
  | 'two sessions for one workstream'
  | 'started while held back'
  | 'session beyond a cap'
  | 'stands still without a reason'
  | 'runs with nothing to do'
  | 'a bug nobody made'
  | 'signal that cannot be answered'
  | 'late event changed something'
  | 'asked again what was answered'
  | 'permission used twice'
  | 'did not end'
  | 'ended without its phases'
  | 'replay differs'
  | 'outbox differs';

export type Require = (holds: boolean, violation: Violation) => void;

/** What crossed the border of the engine: an event that was accepted, and what came of it. */
export interface Crossing {
  readonly before: RunState;
  readonly event: EngineEvent;
  /** The effect that the event ends, or that is under way while it happens. */
  readonly effect: Effect | undefined;
  readonly after: RunState;
  readonly effects: readonly Effect[];
  /** Everything that is under way afterwards. */
  readonly pending: readonly Effect[];
  /** The PRP that a phase follows, from what was read and not from what the engine made of it. */
  prp(phase: string): PrpContent | undefined;
  readonly policy: RunPolicy;
}

export interface Rules {
  see(crossing: Crossing): void;
}

/**
 * Watches a run from outside: by what the world really did and by the events and effects that crossed the border, not
 * by the engine's own account of them.
 */
export interface Watch {
  readonly violations: Set<Violation>;
  /** `outbox` as it was before the event. */
  see(before: RunState, event: EngineEvent, result: Step, outbox: ReadonlyMap<string, Effect>): void;
  end(state: RunState, ended: boolean): void;
}

export function watch(
  world: World,
  first: EventOf<'run-requested'>,
  answerable: (state: RunState, event: EngineEvent) => Step,
): Watch {
  const violations = new Set<Violation>();
  const require: Require = (holds, violation) => {
    if (!holds) violations.add(violation);
  };
  const prps = new Map<string, PrpContent>();
  const landing = landingRules(world, require);
  const rules: Rules[] = [landing, workRules(world, require, first), questionRules(require)];
  let { policy } = first;
  return {
    violations,
    see(before, event, { state: after, effects, dropped }, outbox) {
      const effect = 'effect' in event ? outbox.get(event.effect) : undefined;
      if ('effect' in event && !effect) {
        return require(after === before && effects.length + dropped.length === 0, 'late event changed something');
      }
      if (event.type === 'resume-requested') policy = event.policy ?? policy;
      if (event.type === 'prp-read') prps.set(event.prp.hash, event.prp);
      const prp = (id: string): PrpContent | undefined =>
        prps.get(after.phases.find((phase) => phase.id === id)?.prp?.hash ?? '');
      const pending = Object.values(after.pending);
      const crossing: Crossing = { before, event, effect, after, effects, pending, prp, policy };
      for (const rule of rules) rule.see(crossing);
      checkStanding(after, event, require);
      checkSignals(before, event, after, require, answerable);
    },
    end(state, ended) {
      require(ended, 'did not end');
      if (state.status === 'completed') landing.end(state);
    },
  };
}

function checkStanding(state: RunState, event: EngineEvent, require: Require): void {
  const { status, reason, outcome } = state;
  const busy = Object.keys(state.pending).length > 0;
  if (status === 'running') require(busy, 'runs with nothing to do');
  else require(status === 'completed' || Boolean(reason), 'stands still without a reason');
  if (status === 'waiting') {
    const phase = currentPhase(state);
    const workers: PhaseState['workstreams'] = phase
      ? [...phase.workstreams, ...(phase.debugger ? [phase.debugger] : [])]
      : [];
    const held = phase !== undefined && (phase.held || workers.some((one) => one.held !== null));
    const asked = state.signals.some(
      ({ options, cause, text }) => options.length > 0 && cause !== 'agent-question' && text !== '',
    );
    require(asked || held, 'stands still without a reason');
  }
  if (status === 'stopped' && event.type !== 'stop-requested' && !reason?.startsWith('Stopped by a person')) {
    require(outcome !== null, 'stands still without a reason');
  }
  require(!reason?.includes('This is a bug in CLUTCH'), 'a bug nobody made');
}

/** Every option of every new signal can be chosen, and then the signal is gone. */
function checkSignals(
  before: RunState,
  event: EngineEvent,
  after: RunState,
  require: Require,
  step: (state: RunState, event: EngineEvent) => Step,
): void {
  if (event.type === 'signal-answered') {
    require(!after.signals.some(({ id }) => id === event.signal), 'signal that cannot be answered');
  }
  if (after.signals === before.signals) return;
  const known = new Set(before.signals.map(({ id }) => id));
  for (const { id, options, text, kind } of after.signals) {
    if (known.has(id)) continue;
    require(text !== '' && (options.length > 0 || kind === 'fyi'), 'signal that cannot be answered');
    for (const option of options) {
      const words = option.needs === null ? null : 'because';
      const answer = { type: 'signal-answered' as const, at: after.updatedAt, signal: id, option: option.id };
      const { state } = step(after, { ...answer, text: words });
      require(state !== after && !state.signals.some((one) => one.id === id), 'signal that cannot be answered');
      require(!state.reason?.includes('This is a bug in CLUTCH'), 'a bug nobody made');
    }
  }
}

/** What a person has answered is not asked again, but a permission holds for the one time that it was given. */
function questionRules(require: Require): Rules {
  const answered = new Map<string, string>();
  const keyOf = (session: EffectOf<'run-agent'>, text: string): string =>
    `${session.phase}/${session.workstream}/${text}`;
  return {
    see({ before, event, effect, after, effects }) {
      if (event.type === 'signal-answered') {
        const signal = before.signals.find(({ id }) => id === event.signal);
        if (signal?.question) answered.set(`${signal.phase}/${signal.workstream}/${signal.text}`, event.option);
      }
      if (event.type === 'agent-answered' && event.delivered && effect?.type === 'answer-agent' && effect.forget) {
        answered.delete(effect.forget);
      }
      if (event.type !== 'agent-asked' || effect?.type !== 'run-agent') return;
      const known = answered.get(keyOf(effect, event.question.text));
      const due = effects.some((one) => one.type === 'answer-agent' && one.option === (known ?? 'yes'));
      if (event.question.topic === 'permission' && known === undefined) require(!due, 'permission used twice');
      if (known === undefined || after === before) return;
      require(due, 'asked again what was answered');
    },
  };
}
