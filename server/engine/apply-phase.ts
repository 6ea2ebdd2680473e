import type { Effect } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import { applyToPlan } from './apply-plan.ts';
import { applyToWorker } from './apply-worker.ts';
import { closed } from './close-phase.ts';
import { judgeComparisons, judgeValidation, judgeVerification } from './judge.ts';
import { OPTIONS, raise, tell } from './signals.ts';
import { spend } from './spending.ts';
import { ended, phaseOf, unproven, withPhase, type PhaseState, type RunState } from './state.ts';
import { failFast } from './team.ts';

export type PhaseEvent = Exclude<
  EngineEvent,
  EventOf<
    | 'run-requested'
    | 'stop-requested'
    | 'pause-requested'
    | 'resume-requested'
    | 'steered'
    | 'signal-answered'
    | 'agent-asked'
    | 'agent-answered'
    | 'effect-failed'
    | 'project-inspected'
  >
>;

/** Folds the outcome of a phase's effect into that phase. */
export function applyToPhase(before: RunState, event: PhaseEvent): RunState {
  const effect = before.pending[event.effect];
  if (!effect) return before;
  const state = event.type === 'work-observed' ? before : ended(charged(before, effect, event), event.effect);
  const about = phaseOf(effect);
  const phase = state.phases.find(({ id }) => id === about);
  if (!phase) return state;
  switch (event.type) {
    case 'prp-read':
    case 'prp-missing':
    case 'plan-collected':
      return applyToPlan(state, phase, event);
    case 'worktree-ready':
    case 'work-observed':
    case 'agent-ended':
    case 'agent-failed':
    case 'work-collected':
    case 'work-lost':
      if ('workstream' in effect) return applyToAgent(state, phase, effect, event);
      return event.type === 'work-lost' ? putTogetherAnew(state, phase, event.message) : state;
    case 'team-seen':
      return event.changed > 0
        ? withPhase(state, { ...phase, productive: true })
        : failFast(state, phase, `no file was changed in ${phase.turns} turns`, 'nothing');
    case 'contracts-compared':
      return judgeComparisons(state, phase, event);
    case 'command-finished':
      return judgeValidation(state, phase, event);
    default:
      return applyToFinish(state, phase, effect, event);
  }
}

type AgentPhaseEvent = EventOf<
  'worktree-ready' | 'work-observed' | 'agent-ended' | 'agent-failed' | 'work-collected' | 'work-lost'
>;

/** Agents of the phase as a whole have names that no workstream can have. */
function applyToAgent(
  state: RunState,
  phase: PhaseState,
  effect: Effect & { workstream: string },
  event: AgentPhaseEvent,
): RunState {
  switch (effect.workstream) {
    case '@research':
      return event.type === 'worktree-ready' || event.type === 'agent-ended' || event.type === 'agent-failed'
        ? applyToPlan(state, phase, event)
        : state;
    case '@validator':
      return judgeVerification(state, phase, event);
    case '@conflict_resolver':
      return resolverEnded(state, phase, event);
    default:
      return applyToWorker(state, phase, effect, event);
  }
}

function resolverEnded(state: RunState, phase: PhaseState, event: AgentPhaseEvent): RunState {
  if (!phase.conflict) return state;
  if (event.type === 'agent-ended') return withPhase(state, { ...phase, conflict: { ...phase.conflict, ended: true } });
  if (event.type !== 'agent-failed') return state;
  const conflict = { ...phase.conflict, attempts: phase.conflict.attempts + 1 };
  return conflicted(withPhase(state, { ...phase, conflict }), { ...phase, conflict }, event.message);
}

type FinishEvent = EventOf<
  | 'phase-integrated'
  | 'merge-conflicted'
  | 'merge-concluded'
  | 'phase-committed'
  | 'checkpoint-written'
  | 'phase-landed'
  | 'base-moved'
  | 'cleaned-up'
>;

function applyToFinish(state: RunState, phase: PhaseState, effect: Effect, event: FinishEvent): RunState {
  switch (event.type) {
    case 'phase-integrated':
      return integrated(state, phase, event);
    case 'merge-conflicted': {
      const { worktree, base, ours, theirs, files } = event;
      const conflict = { worktree, base, ours, theirs, files, attempts: 0, ended: false };
      return conflicted(withPhase(state, { ...phase, conflict }), { ...phase, conflict }, null);
    }
    case 'merge-concluded':
      return concluded(state, phase, event);
    case 'phase-committed':
      return committed(state, phase, effect, event);
    case 'checkpoint-written':
      return withPhase(state, { ...phase, checkpoint: event.sha });
    case 'phase-landed':
      return landed(state, phase, effect, event.head);
    case 'base-moved':
      return baseMoved(state, phase, event);
    case 'cleaned-up':
      return closed(state, { ...phase, left: event.left });
  }
}

/** What a session used counts from the moment it is known. */
function charged(state: RunState, effect: Effect, event: PhaseEvent): RunState {
  if (effect.type !== 'run-agent' || (event.type !== 'agent-ended' && event.type !== 'agent-failed')) return state;
  const { tokens, costUsd } = event.usage;
  const usage = {
    ...state.usage,
    tokens: state.usage.tokens + tokens,
    costUsd: state.usage.costUsd + costUsd,
  };
  const spending = spend(state.spending, effect, event.usage);
  return noticed({ ...state, usage, spending }, effect.phase, event.elsewhere ?? []);
}

/** Whether an agent or the person wrote there cannot be known, so nothing is decided by it. */
function noticed(state: RunState, phase: string, paths: readonly string[]): RunState {
  if (paths.length === 0) return state;
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
  const what = `While agents of phase ${phase} worked, your checkout changed in ${paths.slice(0, 3).join(', ')}${more}`;
  const text = `${what}. If that was not you, an agent wrote outside of its worktree; nothing of it is committed.`;
  return tell(state, phase, text, paths.join('\n'));
}

/** A person may have built on the branch meanwhile: the phase then stands on that. */
function integrated(state: RunState, phase: PhaseState, event: EventOf<'phase-integrated'>): RunState {
  const { worktree, tree, tip, base: head } = event;
  const base = state.base ? { ...state.base, head } : state.base;
  return withPhase({ ...state, base }, { ...unproven(phase), conflict: null, worktree, tree, tip, base: head });
}

/** An agent resolves a conflict as often as the policy allows; then a person is asked. */
function conflicted(state: RunState, phase: PhaseState, trouble: string | null): RunState {
  const { conflict } = phase;
  if (!conflict || conflict.attempts < state.policy.mergeAttempts) return state;
  const files = conflict.files.join(', ');
  const what = `Phase ${phase.id}: commit ${conflict.theirs.slice(0, 8)} conflicts with what the branch has become in ${files}`;
  const tried = conflict.attempts === 0 ? '' : `, and an agent could not resolve it in ${conflict.attempts} attempts`;
  const how = 'Undo or move the other change, then try again';
  return raise(state, {
    cause: 'merge',
    phase: phase.id,
    severity: 'high',
    text: `${what}${tried}. ${how}.`,
    detail: trouble,
    options: [OPTIONS.retry, OPTIONS.defer],
  });
}

function concluded(state: RunState, phase: PhaseState, event: EventOf<'merge-concluded'>): RunState {
  if (!phase.conflict) return state;
  if (event.commit !== null) {
    const resolved = [...phase.resolved, { theirs: phase.conflict.theirs, commit: event.commit }];
    return withPhase(state, { ...phase, resolved, conflict: null });
  }
  const { attempts, files } = phase.conflict;
  const conflict = { ...phase.conflict, attempts: attempts + 1, ended: false };
  const left = event.unresolved.length > 0 ? event.unresolved : files;
  const next = { ...phase, conflict };
  return conflicted(withPhase(state, next), next, `Conflict marks are left in ${left.join(', ')}.`);
}

function committed(state: RunState, phase: PhaseState, effect: Effect, event: EventOf<'phase-committed'>): RunState {
  if (event.tree !== phase.tree) {
    const text = `Phase ${phase.id}: the files in ${phase.worktree ?? 'its worktree'} changed after they were validated. Try again to validate what is there now.`;
    return raise(withPhase(state, unproven(phase)), {
      cause: 'validation',
      phase: phase.id,
      text,
      options: [OPTIONS.retry],
    });
  }
  const message = effect.type === 'commit-phase' ? (effect.message.split('\n')[0] ?? '') : '';
  return withPhase(state, { ...phase, commit: { sha: event.sha, message, stats: event.stats } });
}

function landed(state: RunState, phase: PhaseState, effect: Effect, head: string): RunState {
  const next: RunState = { ...state, base: state.base ? { ...state.base, head } : state.base };
  if (effect.type === 'land-phase' && effect.what === 'plan')
    return withPhase(next, { ...phase, base: null, research: null });
  return withPhase(next, { ...phase, landed: true });
}

/** The worktree of the phase is gone; the commits of its executors are not. */
function putTogetherAnew(state: RunState, phase: PhaseState, why: string): RunState {
  const next = { ...unproven(phase), worktree: null, conflict: null };
  return tell(withPhase(state, next), phase.id, why);
}

/** Built again on top of what somebody committed meanwhile: merged, validated and committed anew. */
function baseMoved(state: RunState, phase: PhaseState, event: EventOf<'base-moved'>): RunState {
  const base = state.base ? { ...state.base, head: event.head } : state.base;
  const again = { ...unproven(phase), base: event.head, conflict: null };
  const research =
    phase.prp || !phase.research ? phase.research : { ...phase.research, worktree: null, commit: null, ended: false };
  const next = withPhase({ ...state, base }, { ...again, research });
  return tell(next, phase.id, event.message);
}
