import type { Effect } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import { answersDue } from './answers.ts';
import { apply } from './apply.ts';
import { decide } from './decide.ts';
import { initialState, type EffectRequest, type RunState } from './state.ts';

export interface Step {
  readonly state: RunState;
  /** What the world is asked to do now, beside what is already pending. */
  readonly effects: readonly Effect[];
  /** Pending effects that are no longer wanted; the driver ends them and ignores what they return. */
  readonly dropped: readonly string[];
}

/** The first step of a run. */
export function begin(event: EventOf<'run-requested'>): Step {
  return withNextEffects(initialState(event), []);
}

/**
 * The engine: pure and total. The same events in the same order give the same state and the same effects; an event
 * for an effect that is not pending (a duplicate, a late answer) changes nothing.
 */
export function step(state: RunState, event: EngineEvent): Step {
  if (!concerns(state, event)) return { state, effects: [], dropped: [] };
  const { state: applied, dropped } = apply(state, event);
  const answers = answersDue(state, event);
  return withNextEffects(applied, dropped, answers);
}

function concerns(state: RunState, event: EngineEvent): boolean {
  if ('effect' in event) return state.pending[event.effect] !== undefined;
  if (event.type === 'question-answered') return state.questions.some(({ id }) => id === event.question);
  if (event.type === 'agent-asked') return isAskable(state, event.question);
  return true;
}

/** Only an agent that runs can ask, and each question once. */
function isAskable(state: RunState, { id, phase, workstream }: EventOf<'agent-asked'>['question']): boolean {
  if (state.questions.some((question) => question.id === id)) return false;
  return Object.values(state.pending).some(
    (effect) => effect.type === 'run-agent' && effect.phase === phase && effect.workstream === workstream,
  );
}

function withNextEffects(state: RunState, dropped: readonly string[], first: readonly EffectRequest[] = []): Step {
  let effects = state.effects;
  const started: Effect[] = [];
  const pending: Record<string, Effect> = { ...state.pending };
  const wanted = state.status === 'running' ? [...first, ...decide(state)] : first;
  for (const request of wanted) {
    effects += 1;
    const effect: Effect = { ...request, id: `${state.id}-${effects}` };
    pending[effect.id] = effect;
    started.push(effect);
  }
  if (started.length === 0) return { state, effects: [], dropped };
  return { state: { ...state, pending, effects }, effects: started, dropped };
}
