import { withoutSessions } from './answers.ts';
import { close } from './signals.ts';
import { isSettled, phaseOf, unproven, withoutEffects, withPhase, withWorker } from './state.ts';
import type { PhaseState, RunState, WorkstreamState } from './state.ts';
import { isTeam } from './team.ts';
import { continued, restarted } from './workers.ts';

/**
 * A person has read what an executor changed, and sends it their comments. Nothing that it did is lost: a session that
 * is under way comes to its end first, and the next one starts from there with the comments in its brief.
 */
export function sendComments(state: RunState, phase: PhaseState, worker: WorkstreamState, comments: string): RunState {
  if (worker.role !== 'executor' || comments.trim() === '') return state;
  const guidance = [...worker.guidance, comments];
  switch (worker.status) {
    case 'pending':
      // Before its first session there is nothing that could have been read.
      return worker.attempts === 0 ? state : withPhase(state, withWorker(phase, { ...worker, guidance }));
    case 'in-progress':
      return withPhase(state, withWorker(phase, { ...worker, guidance, commented: worker.ended }));
    case 'failed': {
      const next = withPhase(state, withWorker(phase, continued(worker, { guidance, failures: 0 })));
      return close(
        withoutSessions(next, phase.id, worker.name),
        (one) => one.phase === phase.id && one.workstream === worker.name,
      );
    }
    case 'completed':
      return reopened(state, phase, worker, guidance);
    case 'skipped':
    case 'deferred':
      return state;
  }
}

/** Finished work is taken up again on top of everybody's; whatever was proved of the phase has to be proved anew. */
function reopened(state: RunState, phase: PhaseState, worker: WorkstreamState, guidance: string[]): RunState {
  // A debugger works alone on everybody's files.
  if (phase.debugger && !isSettled(phase.debugger)) return state;
  const { changes, commit } = worker;
  // One after the other, it starts from wherever the phase is by then.
  const from = phase.tip ?? (isTeam(phase) ? commit : null);
  const again = restarted(worker, { from, since: null, earlier: changes, changes, gaps: [], failing: [], guidance });
  const fresh = { ...unproven(phase), compared: false, conflict: null, undebugged: null };
  const ofPhase = (workstream: string): boolean => workstream === worker.name || workstream.startsWith('@');
  const without = withoutEffects(
    state,
    (effect) => phaseOf(effect) === phase.id && (!('workstream' in effect) || ofPhase(effect.workstream)),
  );
  const quiet = close(
    without,
    ({ phase: about, workstream, cause }) =>
      about === phase.id &&
      (workstream === null || ofPhase(workstream)) &&
      cause !== 'news' &&
      cause !== 'plan-changed',
  );
  return withPhase(quiet, withWorker({ ...fresh, debugCyclesAllowed: phase.debugCycles }, again));
}
