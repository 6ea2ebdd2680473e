import { brief, ownershipOf } from './brief.ts';
import { pairsToCompare } from './contracts.ts';
import { decideFinish, decideClosing } from './decide-finish.ts';
import { decideWorkers } from './decide-workers.ts';
import { isBlocked } from './signals.ts';
import {
  agentFor,
  currentPhase,
  isSettled,
  workersOf,
  type EffectRequest,
  type PhaseState,
  type RunState,
} from './state.ts';

/**
 * What is to be done next, read off the state alone: no memory of how the state came about. That is what makes
 * resuming simple: a resumed run decides exactly as one that was never interrupted. What is under way already is not
 * asked for again.
 */
export function decide(state: RunState): EffectRequest[] {
  const busy = Object.values(state.pending).some((effect) => effect.type !== 'answer-agent');
  if (!state.base) {
    const request = { type: 'inspect-project' as const, root: state.project.root, prd: state.prd, ...state.requested };
    return busy || state.signals.some(({ options }) => options.length > 0) ? [] : [request];
  }
  const phase = currentPhase(state);
  if (!phase || phase.held) return [];
  return decidePhase(state, phase, state.base, busy);
}

/** Until all work is done, sessions of several workers may be under way; after that it is one thing at a time. */
function decidePhase(
  state: RunState,
  phase: PhaseState,
  base: { branch: string; head: string },
  busy: boolean,
): EffectRequest[] {
  if (isBlocked(state, phase.id, null)) return [];
  if (phase.deferred) return busy ? [] : [decideClosing(state, phase, phase.deferred, base)];
  if (!phase.prp || phase.reread) return busy && !phase.reread ? [] : decidePlan(state, phase, base);
  const open = workersOf(phase).some((worker) => !isSettled(worker));
  if (open) return decideWorkers(state, phase, base.head);
  if (busy) return [];
  const pairs = phase.compared ? [] : pairsToCompare(phase);
  if (pairs.length > 0) return [{ type: 'compare-contracts', phase: phase.id, pairs }];
  return decideFinish(state, phase, base);
}

/** The PRP is read; where there is none an agent writes it in a worktree of its own, and it lands before it is used. */
function decidePlan(state: RunState, phase: PhaseState, base: { branch: string; head: string }): EffectRequest[] {
  const { prd, project } = state;
  const { root } = project;
  const about = { phase: phase.id, root, prd };
  const pending = Object.values(state.pending);
  const { research } = phase;
  if (!research || phase.prp) {
    return pending.some(({ type }) => type === 'read-prp') ? [] : [{ type: 'read-prp', ...about }];
  }
  if (pending.length > 0) return [];
  const from = phase.base ?? base.head;
  if (research.commit !== null) {
    const to = research.commit;
    return [{ type: 'land-phase', what: 'plan', phase: phase.id, root, branch: base.branch, from, to, stage: false }];
  }
  if (!research.worktree)
    return [{ type: 'prepare-worktree', ...about, workstream: '@research', base: from, shared: false }];
  const worktree = research.worktree.path;
  if (research.ended) return [{ type: 'collect-plan', ...about, worktree, base: from }];
  return [
    {
      type: 'run-agent',
      role: 'research',
      task: 'work',
      phase: phase.id,
      workstream: '@research',
      attempt: research.attempts + research.rounds,
      ...agentFor(state, 'research'),
      playbook: state.playbook,
      root,
      worktree,
      base: research.worktree.base,
      merge: null,
      prd,
      prp: research.wanted,
      ownership: ownershipOf(phase, null),
      brief: brief({ findings: research.findings }),
    },
  ];
}
