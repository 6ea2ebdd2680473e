import { briefOf, ownershipOf } from './brief.ts';
import { isAgreed } from './contracts.ts';
import { isBlocked } from './signals.ts';
import {
  agentFor,
  isSettled,
  workersOf,
  type EffectRequest,
  type PhaseState,
  type RunState,
  type WorkstreamState,
} from './state.ts';
import { isOnTrial, isTeam } from './team.ts';

/** The next thing for every executor and debugger that can go on: in a team several, otherwise one. */
export function decideWorkers(state: RunState, phase: PhaseState, head: string): EffectRequest[] {
  const pending = Object.values(state.pending).filter((effect) => 'phase' in effect && effect.phase === phase.id);
  if (isOnTrial(state, phase)) {
    if (pending.some(({ type }) => type === 'look-at-team')) return [];
    const worktrees = phase.workstreams.flatMap(({ worktree }) =>
      worktree ? [{ path: worktree.path, base: worktree.base }] : [],
    );
    return [{ type: 'look-at-team', phase: phase.id, worktrees }];
  }
  const isBusy = ({ name }: WorkstreamState): boolean =>
    pending.some((effect) => 'workstream' in effect && effect.workstream === name);
  const workers = workersOf(phase);
  // A debugger may touch everybody's files, so it works alone.
  const alone = !isTeam(phase) || (phase.debugger !== null && !isSettled(phase.debugger));
  const most = alone ? 1 : state.policy.team.maxExecutors;
  const free = most - workers.filter(isBusy).length;
  return workers
    .filter((worker) => !isSettled(worker) && !isBusy(worker) && canGoOn(state, phase, worker))
    .slice(0, Math.max(0, free))
    .map((worker) => nextFor(state, phase, worker, head));
}

/** Nobody holds it back, no question about it is open, and what it builds on is there or agreed upon. */
function canGoOn(state: RunState, phase: PhaseState, worker: WorkstreamState): boolean {
  if (worker.held !== null || worker.status === 'failed' || isBlocked(state, phase.id, worker.name)) return false;
  if (worker.contract?.status === 'checking') return false;
  return worker.dependsOn.every((name) => {
    const upstream = phase.workstreams.find((other) => other.name === name);
    return !upstream || isSettled(upstream) || (isTeam(phase) && isAgreed(upstream, worker.name));
  });
}

function nextFor(state: RunState, phase: PhaseState, worker: WorkstreamState, head: string): EffectRequest {
  const { root } = state.project;
  const about = { phase: phase.id, workstream: worker.name, root };
  if (!worker.worktree) {
    return {
      type: 'prepare-worktree',
      ...about,
      prd: state.prd,
      base: startOf(phase, worker, head),
      shared: state.policy.worktrees === 'shared',
    };
  }
  const { path: worktree, base } = worker.worktree;
  const ownership = ownershipOf(phase, worker);
  if (worker.ended) {
    const since = worker.since ?? base;
    return { type: 'collect-work', ...about, worktree, base, since, drop: [...worker.drop], ownership };
  }
  const publishes = worker.contract?.status === 'wanted';
  // Alone in its phase, whoever mends it is a debugger: nobody else's files could be the cause.
  const mends = phase.mode === 'solo' && worker.gaps.length + worker.failing.length > 0;
  const role = mends ? 'debugger' : worker.role;
  return {
    type: 'run-agent',
    role,
    task: publishes ? 'contract' : 'work',
    ...about,
    attempt: publishes ? (worker.contract?.attempts ?? 0) + 1 : worker.attempts,
    ...agentFor(state, role, worker.runtime),
    playbook: state.playbook,
    worktree,
    base,
    merge: null,
    prd: state.prd,
    prp: phase.prp?.path ?? '',
    ownership,
    brief: briefOf(state, phase, worker),
  };
}

/**
 * A team starts side by side, but for whoever waited for the work itself (a PRP that was edited may ask for that);
 * otherwise each starts from what the one before it has done.
 */
function startOf(phase: PhaseState, worker: WorkstreamState, head: string): string {
  const base = phase.base ?? head;
  if (worker.from !== null) return worker.from;
  if (!isTeam(phase)) return phase.chain ?? base;
  const awaited = phase.workstreams.findLast(
    (one) => one.commit !== null && worker.dependsOn.includes(one.name) && !isAgreed(one, worker.name),
  );
  return awaited?.commit ?? base;
}
