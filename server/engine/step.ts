import type { Effect } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import { answersDue } from './answers.ts';
import { apply } from './apply.ts';
import { describeOutcome, reachedCap, sessionsLeft } from './budget.ts';
import { decide } from './decide.ts';
import { close, isBlocking } from './signals.ts';
import { currentPhase, initialState, workersOf, type EffectRequest, type RunState } from './state.ts';

export interface Step {
  readonly state: RunState;
  /** What the world is asked to do now, beside what is already pending. */
  readonly effects: readonly Effect[];
  /** Pending effects that are no longer wanted; the driver ends them and ignores what they return. */
  readonly dropped: readonly string[];
}

/** The first step of a run. */
export function begin(event: EventOf<'run-requested'>): Step {
  return goOn(initialState(event), [], []);
}

/**
 * The engine: pure and total. The same events in the same order give the same state and the same effects; an event
 * for an effect that is not pending (a duplicate, a late answer) changes nothing.
 */
export function step(before: RunState, event: EngineEvent): Step {
  if (!concerns(before, event)) return { state: before, effects: [], dropped: [] };
  const state = withoutLostQuestions(apply(before, event));
  const own = 'effect' in event ? event.effect : null;
  const dropped = Object.keys(before.pending).filter((id) => id !== own && !(id in state.pending));
  return goOn(state, dropped, answersDue(before, event));
}

function concerns(state: RunState, event: EngineEvent): boolean {
  if ('effect' in event) {
    const effect = state.pending[event.effect];
    const mayRepeat = event.type === 'work-observed' || event.type === 'agent-asked';
    return effect !== undefined && (!mayRepeat || effect.type === 'run-agent') && !isAskedAgain(state, event);
  }
  if (event.type === 'signal-answered') return state.signals.some(({ id }) => id === event.signal);
  return event.type !== 'run-requested';
}

/** Each question is asked once; the same words in another session are another question. */
function isAskedAgain(state: RunState, event: EngineEvent): boolean {
  return event.type === 'agent-asked' && state.signals.some(({ question }) => question === event.question.id);
}

/** A question belongs to its session: nobody waits for the answer once that is over. */
function withoutLostQuestions(state: RunState): RunState {
  return close(
    state,
    ({ cause, phase, workstream }) =>
      cause === 'agent-question' &&
      !Object.values(state.pending).some(
        (one) => one.type === 'run-agent' && one.phase === phase && one.workstream === workstream,
      ),
  );
}

function goOn(state: RunState, dropped: readonly string[], first: readonly EffectRequest[]): Step {
  const active = state.status === 'running' || state.status === 'waiting';
  const wanted = active ? decide({ ...state, status: 'running' }) : [];
  const capped = wanted.some(({ type }) => type === 'run-agent') ? reachedCap(state) : null;
  const allowed = withinCaps(state, wanted, capped !== null);
  const { state: next, effects } = withEffects(state, [...first, ...allowed]);
  const busy = Object.keys(next.pending).length > 0;
  if (!active || busy) return { state: active ? { ...next, status: 'running', reason: null } : next, effects, dropped };
  if (!capped) return { state: standing(next), effects, dropped };
  const outcome = { ...capped, resume: `clutch resume ${state.id}` };
  return { state: { ...next, status: 'stopped', outcome, reason: describeOutcome(outcome) }, effects, dropped };
}

/** No session starts beyond a cap; those that do not fit are decided on again when others have ended. */
function withinCaps(state: RunState, wanted: readonly EffectRequest[], capped: boolean): EffectRequest[] {
  let left = capped ? 0 : sessionsLeft(state);
  return wanted.filter(({ type }) => type !== 'run-agent' || left-- > 0);
}

function withEffects(state: RunState, wanted: readonly EffectRequest[]): { state: RunState; effects: Effect[] } {
  if (wanted.length === 0) return { state, effects: [] };
  const effects = wanted.map((request, index): Effect => ({
    ...request,
    id: `${state.id}-${state.effects + index + 1}`,
  }));
  const pending = { ...state.pending, ...Object.fromEntries(effects.map((effect) => [effect.id, effect])) };
  const sessions = state.usage.sessions + effects.filter(({ type }) => type === 'run-agent').length;
  const usage = { ...state.usage, sessions };
  return { state: { ...state, pending, effects: state.effects + effects.length, usage }, effects };
}

/** Nothing is under way: a person is asked, or holds something back. */
function standing(state: RunState): RunState {
  const phase = currentPhase(state);
  const asked = state.signals.find(isBlocking);
  if (asked) return { ...state, status: 'waiting', reason: asked.text };
  const held = phase && (phase.held || workersOf(phase).some((one) => one.held !== null));
  if (held)
    return { ...state, status: 'waiting', reason: `Phase ${phase.id} is held back by a person. Resume it to go on.` };
  return {
    ...state,
    status: 'failed',
    reason: `Nothing is left to do in phase ${phase?.id ?? ''}, and it is not finished. This is a bug in CLUTCH.`,
  };
}
