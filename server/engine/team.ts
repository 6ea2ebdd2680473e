import { isSettled, withoutEffects, withPhase, type PhaseState, type RunState, type WorkstreamState } from './state.ts';
import { restarted } from './workers.ts';

export function isTeam({ mode }: Pick<PhaseState, 'mode'>): boolean {
  return mode === 'team' || mode === 'staggered-team';
}

/** Whether the team has to show that it produces anything before it goes on. */
export function isOnTrial(state: RunState, phase: PhaseState): boolean {
  return isTeam(phase) && !phase.productive && phase.turns >= state.policy.team.failFastTurns;
}

/**
 * The team is stopped, whoever had not finished starts again, one after the other; there is no second team. What an
 * executor has delivered is still taken in, unless it is known that nobody changed anything.
 */
export function failFast(state: RunState, phase: PhaseState, why: string, delivered: 'kept' | 'nothing'): RunState {
  if (!isTeam(phase)) return state;
  const stays = (worker: WorkstreamState): boolean => isSettled(worker) || (delivered === 'kept' && worker.ended);
  const workstreams = phase.workstreams.map((worker) => (stays(worker) ? worker : restarted(worker)));
  const again = new Set(phase.workstreams.filter((worker) => !stays(worker)).map(({ name }) => name));
  const { pending } = withoutEffects(
    state,
    (effect) => 'workstream' in effect && effect.phase === phase.id && again.has(effect.workstream),
  );
  const finished = phase.workstreams.filter(({ status }) => status === 'completed');
  const modeReason = `The team was stopped because ${why}; one after the other from here, and no second team in this run.`;
  const signals = state.signals.filter(
    ({ phase: about, workstream, cause }) =>
      about !== phase.id || workstream === null || !again.has(workstream) || cause === 'news',
  );
  return withPhase(
    { ...state, pending, signals, session: { ...state.session, teamFailed: true } },
    {
      ...phase,
      mode: 'sequential',
      modeReason,
      teamFailed: true,
      workstreams,
      chain: finished.length === 1 ? (finished[0]?.commit ?? null) : phase.chain,
    },
  );
}
