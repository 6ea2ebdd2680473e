import type { EventOf } from '#schemas/journal/events.ts';
import { giveUp, withoutSessions } from './answers.ts';
import { defer } from './close-phase.ts';
import { sendComments } from './review.ts';
import { close, isBlocked } from './signals.ts';
import { isSettled, phaseOf, unproven, withoutEffects, withPhase, withWorker, workerNamed } from './state.ts';
import type { PhaseState, RunState, WorkstreamState } from './state.ts';
import { restarted } from './workers.ts';

type Steering = EventOf<'steered'>;

/** What a person decides about a phase or a workstream of a run that is not over. */
export function applySteering(state: RunState, event: Steering): RunState {
  const phase = state.phases.find(({ id }) => id === event.phase);
  if (!phase || phase.status === 'completed' || phase.status === 'deferred') return state;
  if (phase.landed && event.verb !== 'resume') return state;
  if (isLanding(state, phase) && event.verb !== 'pause' && event.verb !== 'resume') return state;
  const steered =
    event.workstream === null
      ? steerPhase(state, phase, event)
      : steerWorker(state, phase, workerNamed(phase, event.workstream), event);
  // What a person decides may be just what the run was waiting for.
  return steered !== state && steered.status === 'waiting' ? { ...steered, status: 'running', reason: null } : steered;
}

/**
 * With its checkpoint written, all that is left of a phase is to move the branch, which may have happened already
 * without our knowing (the run was stopped, the server died): what is on the branch can no longer be given up.
 */
function isLanding(state: RunState, { id, checkpoint }: PhaseState): boolean {
  return checkpoint !== null && !isBlocked(state, id, null);
}

function steerPhase(state: RunState, phase: PhaseState, { verb, text, runtime }: Steering): RunState {
  switch (verb) {
    case 'pause':
      return withPhase(state, { ...phase, held: true });
    case 'stop':
      return withPhase(
        withoutEffects(state, (effect) => effect.type === 'run-agent' && effect.phase === phase.id),
        { ...phase, held: true },
      );
    case 'resume':
      return withPhase(state, { ...phase, held: false });
    case 'skip':
    case 'defer':
      return text ? defer(state, phase, verb === 'skip' ? `Skipped: ${text}` : text) : state;
    case 'retry':
      return retryPhase(state, phase, runtime);
    case 'review':
      // Comments are on what one executor did.
      return state;
  }
}

/**
 * Whoever has not finished starts again, and everything behind that is done anew. What became of finished work whose
 * plan was edited stays a question.
 */
function retryPhase(state: RunState, phase: PhaseState, runtime: string | null): RunState {
  if (phase.deferred) return state;
  const anew = { conflict: null, compared: false, held: false, undebugged: null };
  const fresh = { ...unproven(phase), ...anew, debugCyclesAllowed: phase.debugCycles };
  const again = (worker: WorkstreamState): WorkstreamState =>
    isSettled(worker) ? worker : restarted(worker, { held: null, runtime: runtime ?? worker.runtime });
  const workstreams = phase.workstreams.map(again);
  const mender = phase.debugger && again(phase.debugger);
  const without = withoutEffects(state, (effect) => phaseOf(effect) === phase.id);
  const quiet = close(
    without,
    ({ phase: about, cause }) => about === phase.id && cause !== 'news' && cause !== 'plan-changed',
  );
  return withPhase(quiet, { ...fresh, workstreams, debugger: mender });
}

function steerWorker(
  state: RunState,
  phase: PhaseState,
  worker: WorkstreamState | undefined,
  { verb, text, runtime }: Steering,
): RunState {
  if (!worker) return state;
  if (verb === 'review') return sendComments(state, phase, worker, text ?? '');
  if (isSettled(worker)) return state;
  const put = (next: WorkstreamState): RunState => withPhase(state, withWorker(phase, next));
  switch (verb) {
    case 'pause':
      return put({ ...worker, held: 'paused' });
    case 'stop':
      return withoutSessions(put({ ...worker, held: 'stopped' }), phase.id, worker.name);
    case 'resume':
      return put({ ...worker, held: null });
    case 'skip':
    case 'defer':
      if (!text || worker.role !== 'executor') return state;
      return giveUp(state, phase, worker, verb === 'skip' ? 'skipped' : 'deferred', text);
    case 'retry': {
      const guidance = text ? [...worker.guidance, text] : worker.guidance;
      const next = put(restarted(worker, { guidance, held: null, runtime: runtime ?? worker.runtime }));
      return close(
        withoutSessions(next, phase.id, worker.name),
        (one) => one.phase === phase.id && one.workstream === worker.name,
      );
    }
  }
}
