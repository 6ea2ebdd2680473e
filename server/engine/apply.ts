import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import { agentAsked, answered, applyAnswer, retryWhatWaits } from './answers.ts';
import { freshSession } from './budget.ts';
import { closed } from './close-phase.ts';
import { applyToPhase } from './apply-phase.ts';
import { OPTIONS, raise, tell } from './signals.ts';
import { applySteering } from './steer.ts';
import { currentPhase, ended, pendingPhase, phaseOf, withPhase, type RunState } from './state.ts';

/** Folds one event into the state. What to do next is not decided here. */
export function apply(before: RunState, event: EngineEvent): RunState {
  const busy = Object.keys(before.pending).length > 0;
  const activeMs = before.usage.activeMs + (busy ? Math.max(0, event.at - before.updatedAt) : 0);
  const state: RunState = { ...before, updatedAt: event.at, usage: { ...before.usage, activeMs } };
  return finishWhenDone(folded(state, event));
}

function folded(state: RunState, event: EngineEvent): RunState {
  switch (event.type) {
    case 'run-requested':
      return state;
    case 'stop-requested':
      return halt(state, 'stopped', 'Stopped by a person. `clutch resume` goes on from here.');
    case 'pause-requested':
      return pause(state, event);
    case 'resume-requested':
      return resume(state, event);
    case 'steered':
      return applySteering(state, event);
    case 'signal-answered':
      return applyAnswer(state, event);
    case 'agent-asked':
      return agentAsked(state, event);
    case 'work-observed':
      return applyToPhase(state, event);
    case 'agent-answered':
      return answered(state, event);
    case 'effect-failed':
      return failed(state, event);
    case 'project-inspected':
      return inspected(ended(state, event.effect), event);
    default:
      return applyToPhase(state, event);
  }
}

/** What is under way is dropped at once, and nothing finished is forgotten. */
function halt(state: RunState, status: 'stopped' | 'failed', reason: string): RunState {
  if (state.status === 'completed' || state.status === 'stopped') return state;
  const signals = state.signals.filter(({ cause }) => cause !== 'agent-question');
  return { ...state, status, reason, pending: {}, signals };
}

function pause(state: RunState, { why = 'Paused by a person', away }: EventOf<'pause-requested'>): RunState {
  if (state.status !== 'running' && state.status !== 'waiting') return state;
  const reason = `${why}: what is under way may end, nothing new starts. \`clutch resume\` goes on.`;
  const outcome = away ? { kind: 'away' as const, ...away, resume: `clutch resume ${state.id}` } : null;
  return { ...state, status: 'paused', reason, outcome };
}

/** What waits only for somebody to try again is tried again; a PRP that may have been edited is read again. */
function resume(state: RunState, { policy, runtime }: EventOf<'resume-requested'>): RunState {
  if (state.status === 'completed' || state.status === 'running') return state;
  const phase = currentPhase(state);
  const begun =
    phase?.prp && !phase.checkpoint && !phase.deferred ? withPhase(state, { ...phase, reread: true }) : state;
  // Whoever comes back after the session was spent has a new one.
  const session = state.outcome?.kind === 'session-budget' ? freshSession(state) : state.session;
  return retryWhatWaits({
    ...begun,
    session,
    status: 'running',
    reason: null,
    outcome: null,
    endedAt: null,
    policy: policy ?? state.policy,
    runtime: runtime ?? state.runtime,
  });
}

function failed(before: RunState, event: EventOf<'effect-failed'>): RunState {
  const effect = before.pending[event.effect];
  const state = ended(before, event.effect);
  if (event.cause === 'bug') return halt(state, 'failed', event.message);
  const phase = (effect && phaseOf(effect)) ?? (state.base ? (currentPhase(state)?.id ?? null) : null);
  // An agent that gets no answer falls silent, is started again, asks again, and is answered from what is remembered.
  if (effect?.type === 'answer-agent') return tell(state, phase, event.message);
  // What could not be removed is named in the report; the phase itself is on the branch.
  const cleaned = effect?.type === 'clean-up' ? state.phases.find(({ id }) => id === effect.phase) : undefined;
  if (cleaned) return closed(state, { ...cleaned, left: [event.message] });
  const worker = effect && 'workstream' in effect ? effect.workstream : null;
  return raise(state, {
    cause: 'effect',
    phase,
    workstream: worker?.startsWith('@') ? null : worker,
    severity: event.cause === 'user' ? 'normal' : 'high',
    text: event.message,
    options: phase === null ? [OPTIONS.retry] : [OPTIONS.retry, OPTIONS.defer],
  });
}

function inspected(state: RunState, event: EventOf<'project-inspected'>): RunState {
  const plan = event.phases.map(({ id, title }) => ({ id, title }));
  const { start, end } = state.requested;
  const first = start === null ? 0 : event.phases.findIndex(({ id }) => id === start);
  const last = end === null ? event.phases.length - 1 : event.phases.findIndex(({ id }) => id === end);
  const phases = event.phases
    .slice(Math.max(first, 0), last + 1)
    .filter(({ completed }) => start !== null || completed === null)
    .map(({ id, title }) => pendingPhase(id, title));
  return { ...state, plan, phases, base: { branch: event.branch, head: event.head } };
}

function finishWhenDone(state: RunState): RunState {
  if (state.status !== 'running' || !state.base || currentPhase(state)) return state;
  return { ...state, status: 'completed', reason: null, endedAt: state.updatedAt, signals: [] };
}
