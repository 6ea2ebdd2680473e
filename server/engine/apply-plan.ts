import type { PrpContent } from '#schemas/journal/effects.ts';
import type { EventOf } from '#schemas/journal/events.ts';
import { budgetGate, describeOutcome, freshSession } from './budget.ts';
import { circleIn } from './plan-circle.ts';
import { OPTIONS, raise } from './signals.ts';
import { withPhase, withSpent, type PhaseState, type ResearchState, type RunState } from './state.ts';
import { chooseStrategy } from './strategy.ts';
import { plannedWorkers, reconcile } from './reconcile.ts';

type PlanEvent = EventOf<
  'prp-read' | 'prp-missing' | 'plan-collected' | 'worktree-ready' | 'agent-ended' | 'agent-failed'
>;

/** How a phase comes to its PRP, and what the PRP decides. */
export function applyToPlan(state: RunState, phase: PhaseState, event: PlanEvent): RunState {
  switch (event.type) {
    case 'prp-read':
      return prpRead(state, phase, event.prp);
    case 'prp-missing':
      return missing(state, phase, event.wanted);
    case 'plan-collected':
      return collected(state, phase, event);
    default:
      return phase.research ? researched(state, phase, phase.research, event) : state;
  }
}

function prpRead(state: RunState, before: PhaseState, prp: PrpContent): RunState {
  const phase = { ...before, reread: false };
  const circle = circleIn(prp.workstreams);
  const waiting = `${prp.path}: workstreams wait for one another: ${circle?.join(' → ') ?? ''}. Remove one dependency, then try again.`;
  const problems = circle ? [...prp.problems, waiting] : prp.problems;
  const [problem] = problems;
  if (problem !== undefined) {
    return raise(withPhase(state, before), {
      cause: 'plan',
      phase: phase.id,
      text: problem,
      detail: problems.length > 1 ? problems.join('\n') : null,
      options: [OPTIONS.retry, OPTIONS.defer],
    });
  }
  return phase.prp ? reconcile(state, phase, prp) : begin(state, phase, prp);
}

/** The gate and the decision matrix are asked once for each phase, and what they say is kept with its reasons. */
function begin(before: RunState, phase: PhaseState, prp: PrpContent): RunState {
  const count = prp.workstreams.length;
  const { state, gate } = askGate(before, count);
  const { cap, ...shown } = gate;
  const startedAt = phase.startedAt ?? state.updatedAt;
  if (gate.verdict === 'stop') {
    const stops = {
      ...(cap ?? { kind: 'session-budget' as const, used: state.session.usedPercent, limit: 100 - gate.needed }),
      resume: `clutch run ${state.prd} ${phase.id}`,
    };
    if (phase.noted) {
      const next = withPhase(state, { ...phase, gate: shown });
      return { ...next, status: 'stopped', outcome: stops, reason: describeOutcome(stops) };
    }
    const deferred = { reason: `Budget: ${gate.lines.join('; ')}`, stops };
    return withPhase(state, { ...phase, prp, gate: shown, status: 'in-progress', startedAt, deferred });
  }
  const { mode, reason } = chooseStrategy({
    prp,
    teamFailed: state.session.teamFailed,
    remainingPercent: gate.remaining,
    policy: state.policy,
  });
  return withPhase(state, {
    ...phase,
    status: 'in-progress',
    prp,
    gate: shown,
    mode,
    modeReason: reason,
    workstreams: plannedWorkers(prp),
    base: state.base?.head ?? null,
    startedAt,
  });
}

/** With too little of a session left the run goes on in a fresh one, which the checkpoints make safe. */
function askGate(state: RunState, workstreams: number): { state: RunState; gate: ReturnType<typeof budgetGate> } {
  const { policy, usage, history, session } = state;
  const gate = budgetGate({ policy, usage, history, usedPercent: session.usedPercent, workstreams });
  if (gate.verdict === 'stop' && !gate.cap && session.number > 1 && session.phasesCompleted === 0) {
    // A person began this session for it, and no other one has more.
    return { state, gate: { ...gate, verdict: 'go', lines: [...gate.lines, 'A fresh session has no more: go'] } };
  }
  if (gate.verdict !== 'fresh-session') return { state, gate };
  const fresh = freshSession(state);
  const again = budgetGate({ policy, usage, history, usedPercent: fresh.usedPercent, workstreams });
  const lines = [...gate.lines, `Session ${fresh.number} begins: ${again.lines[1] ?? ''}`];
  // What does not fit a fresh session fits no other: it starts there, because waiting would not help.
  const verdict = again.verdict === 'stop' ? 'stop' : 'fresh-session';
  return { state: { ...state, session: fresh }, gate: { ...again, verdict, lines } };
}

function missing(state: RunState, phase: PhaseState, wanted: string): RunState {
  const what = `There is no PRP for phase ${phase.id} of ${state.prd}.`;
  if (phase.prp) {
    // Its work follows a text that is gone: no agent can know what a person wants instead.
    const text = `${phase.prp.path} is gone, and phase ${phase.id} is under way. Put it back, then try again.`;
    return raise(state, { cause: 'plan', phase: phase.id, text, options: [OPTIONS.retry, OPTIONS.defer] });
  }
  if (!state.policy.research) {
    const text = `${what} Write ${wanted}, then try again.`;
    return raise(state, { cause: 'plan', phase: phase.id, text, options: [OPTIONS.retry, OPTIONS.defer] });
  }
  const research = { rounds: 0, attempts: 0, worktree: null, ended: false, findings: [], commit: null, wanted };
  const base = state.base?.head ?? null;
  const startedAt = phase.startedAt ?? state.updatedAt;
  return withPhase(state, { ...phase, status: 'in-progress', base, startedAt, research: phase.research ?? research });
}

function researched(
  state: RunState,
  phase: PhaseState,
  research: ResearchState,
  event: EventOf<'worktree-ready' | 'agent-ended' | 'agent-failed'>,
): RunState {
  switch (event.type) {
    case 'worktree-ready': {
      const worktree = { path: event.path, branch: event.branch, base: phase.base ?? state.base?.head ?? '' };
      const begun = withSpent(phase, { path: event.path, branch: event.branch, tip: worktree.base });
      return withPhase(state, { ...begun, research: { ...research, worktree, attempts: research.attempts + 1 } });
    }
    case 'agent-ended':
      return withPhase(state, { ...phase, research: { ...research, ended: true } });
    case 'agent-failed': {
      const next = withPhase(state, { ...phase, research: { ...research, worktree: null } });
      if (event.code !== 'not-startable' && research.attempts < state.policy.attempts) return next;
      const text = `There is no PRP for phase ${phase.id} of ${state.prd}, and no agent could write it: ${event.message} Write ${research.wanted}, or try again.`;
      return raise(next, { cause: 'plan', phase: phase.id, text, options: [OPTIONS.retry, OPTIONS.defer] });
    }
  }
}

/** Findings go back to the agent as often as the policy allows; then a person is asked. */
function collected(state: RunState, phase: PhaseState, event: EventOf<'plan-collected'>): RunState {
  const { research } = phase;
  if (!research) return state;
  if (event.commit !== null) {
    const { worktree } = research;
    const kept = worktree ? withSpent(phase, { ...worktree, tip: event.commit }) : phase;
    return withPhase(state, { ...kept, research: { ...research, commit: event.commit } });
  }
  const rounds = research.rounds + 1;
  const next = { ...research, rounds, findings: event.findings, ended: false };
  const after = withPhase(state, { ...phase, research: next });
  if (rounds <= state.policy.researchRounds) return after;
  const found = event.findings.map(({ path, message }) => `${path}: ${message}`);
  return raise(after, {
    cause: 'plan',
    phase: phase.id,
    severity: 'high',
    from: 'research',
    text: `The PRP that an agent wrote for phase ${phase.id} still has ${found.length} findings after ${rounds} tries: ${found[0] ?? ''} Write ${research.wanted} yourself, or try again.`,
    detail: found.join('\n'),
    options: [OPTIONS.retry, OPTIONS.defer],
  });
}
