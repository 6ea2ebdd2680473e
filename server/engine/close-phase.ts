import { describeOutcome } from './budget.ts';
import { pendingPhase, phaseOf, withoutEffects, withPhase, type PhaseState, type RunState } from './state.ts';

/** The last thing of a phase: everything is on the branch, and its worktrees are gone. */
export function closed(state: RunState, phase: PhaseState): RunState {
  const signals = state.signals.filter((signal) => signal.phase !== phase.id || signal.cause === 'news');
  const next = { ...state, signals };
  if (!phase.deferred) return completed(next, phase);
  const { stops, reason } = phase.deferred;
  if (stops === null) {
    return withPhase(next, { ...phase, status: 'deferred', endedAt: state.updatedAt, reason });
  }
  // Nothing of it has begun: the next session asks the gate again.
  const again: PhaseState = { ...pendingPhase(phase.id, phase.title), noted: true, held: phase.held };
  return { ...withPhase(next, again), status: 'stopped', outcome: stops, reason: describeOutcome(stops) };
}

function completed(state: RunState, phase: PhaseState): RunState {
  const { session } = state;
  const usedPercent = Math.min(100, session.usedPercent + (phase.gate?.cost ?? 0));
  const after = { ...session, usedPercent, phasesCompleted: session.phasesCompleted + 1 };
  return withPhase({ ...state, session: after }, { ...phase, status: 'completed', endedAt: state.updatedAt });
}

/** The phase is given up for now; WORKFLOW.md will say why, and the run goes on with the next one. */
export function defer(state: RunState, phase: PhaseState, reason: string): RunState {
  const { pending } = withoutEffects(state, (effect) => phaseOf(effect) === phase.id);
  const signals = state.signals.filter((signal) => signal.phase !== phase.id || signal.cause === 'news');
  const held = false;
  const fresh = {
    tree: null,
    tip: null,
    worktree: null,
    commit: null,
    checkpoint: null,
    conflict: null,
    reread: false,
  };
  const next: PhaseState = { ...phase, ...fresh, held, status: 'in-progress', deferred: { reason, stops: null } };
  return withPhase({ ...state, pending, signals }, { ...next, startedAt: phase.startedAt ?? state.updatedAt });
}

/** A phase of which nothing is left to execute has nothing to commit. */
export function deferWhenEmpty(state: RunState, phaseId: string): RunState {
  const phase = state.phases.find(({ id }) => id === phaseId);
  if (!phase || phase.deferred || phase.workstreams.length === 0) return state;
  if (!phase.workstreams.every(({ status }) => status === 'skipped' || status === 'deferred')) return state;
  const reasons = phase.workstreams.map(({ name, status, reason }) => `${name} ${status}: ${reason ?? ''}`);
  return defer(state, phase, `No workstream was executed (${reasons.join('; ')})`);
}
