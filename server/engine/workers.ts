import type { Gap } from '#schemas/run/reports.ts';
import type { Receipt } from '#schemas/run/receipt.ts';
import type { WorkstreamState } from './state.ts';

/**
 * Starts from the beginning of its round in a fresh session; a person's words and what is allowed stay. Where its round
 * has no commit of its own to start from, it starts from wherever the phase is by then, so what it changes is counted
 * from there too: counted from an older commit, the others' work would look like its own.
 */
export function restarted(worker: WorkstreamState, change: Partial<WorkstreamState> = {}): WorkstreamState {
  const anew = worker.from === null;
  const { contract } = worker;
  return {
    ...worker,
    status: 'pending',
    reason: null,
    worktree: null,
    commit: null,
    since: anew ? null : worker.since,
    changes: anew ? worker.earlier : worker.changes,
    ended: false,
    unfinished: null,
    failures: 0,
    commented: false,
    drop: [],
    outside: [],
    // Whoever was to confirm it is asked no more; it is published again.
    contract: contract?.status === 'checking' ? { ...contract, status: 'wanted', attempts: 0 } : contract,
    ...change,
  };
}

/** Goes on with what it has: its last commit is where the next session starts. */
export function continued(worker: WorkstreamState, change: Partial<WorkstreamState> = {}): WorkstreamState {
  const from = worker.commit ?? worker.from;
  return { ...restarted({ ...worker, from }), failures: worker.failures, ...change };
}

/** Sent back to mend what was found, on top of everybody's work. */
export function toMend(
  worker: WorkstreamState,
  tip: string | null,
  gaps: readonly Gap[],
  failing: readonly Receipt[],
): WorkstreamState {
  const from = tip ?? worker.commit ?? worker.from;
  const { changes } = worker;
  return restarted(worker, { from, since: null, earlier: changes, changes, gaps, failing });
}

export function failedWorker(worker: WorkstreamState, reason: string): WorkstreamState {
  return { ...worker, status: 'failed', reason, ended: false };
}
