import type { Effect, PrpContent } from '#schemas/journal/effects.ts';
import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import { chooseMode } from './choose-mode.ts';
import { judgeValidation } from './judge-validation.ts';
import {
  pendingWorkstream,
  waitFor,
  withPhase,
  type PhaseState,
  type RunState,
  type WorkstreamState,
} from './state.ts';

type PhaseEvent = Exclude<
  EngineEvent,
  EventOf<
    | 'run-requested'
    | 'stop-requested'
    | 'resume-requested'
    | 'agent-asked'
    | 'question-answered'
    | 'agent-answered'
    | 'effect-failed'
    | 'project-inspected'
  >
>;

/** Folds the outcome of a phase's effect into that phase. */
export function applyToPhase(state: RunState, effect: Effect, event: PhaseEvent): RunState {
  const phaseId =
    'phase' in effect ? effect.phase : effect.type === 'write-checkpoint' ? effect.checkpoint.phase.id : null;
  const phase = state.phases.find(({ id }) => id === phaseId);
  if (!phase) return state;
  switch (event.type) {
    case 'prp-read':
      return withPhase(state, begin(state, phase, event.prp, event.at));
    case 'worktree-ready':
    case 'agent-ended':
    case 'work-collected':
      return 'workstream' in effect ? applyToWorkstream(state, phase, effect, event) : state;
    case 'phase-integrated':
      return integrated(state, phase, event);
    case 'command-finished':
      return judgeValidation(state, phase, event);
    case 'phase-committed':
      return committed(state, phase, effect, event);
    case 'checkpoint-written':
      return withPhase(state, { ...phase, checkpoint: event.sha });
    case 'phase-landed':
      return landed(state, phase, event.head);
    case 'base-moved':
      return baseMoved(state, phase, event);
    case 'cleaned-up':
      return withPhase(state, { ...phase, cleaned: true, left: event.left, status: 'completed', endedAt: event.at });
  }
}

function begin(state: RunState, phase: PhaseState, prp: PrpContent, at: number): PhaseState {
  const workstreams = prp.workstreams.map(({ name, files, dependsOn }) => pendingWorkstream(name, files, dependsOn));
  const { mode, reason } = chooseMode(workstreams);
  return {
    ...phase,
    status: 'in-progress',
    prp: prp.path,
    validation: prp.validation,
    workstreams: workstreams.length > 0 ? workstreams : [pendingWorkstream('main', [], [])],
    mode,
    modeReason: reason,
    base: state.base?.head ?? null,
    startedAt: at,
  };
}

type WorkstreamEvent = EventOf<'worktree-ready' | 'agent-ended' | 'work-collected'>;

function applyToWorkstream(
  state: RunState,
  phase: PhaseState,
  effect: Effect & { workstream: string },
  event: WorkstreamEvent,
): RunState {
  const before = phase.workstreams.find(({ name }) => name === effect.workstream);
  if (!before) return state;
  switch (event.type) {
    case 'worktree-ready': {
      const base = effect.type === 'prepare-worktree' ? effect.base : '';
      const worktree = { path: event.path, branch: event.branch, base };
      const startedAt = before.startedAt ?? event.at;
      return update(state, phase, {
        ...before,
        worktree,
        startedAt,
        status: 'in-progress',
        attempts: before.attempts + 1,
      });
    }
    case 'agent-ended':
      return agentEnded(state, phase, before, event);
    case 'work-collected':
      return collected(state, phase, before, event);
  }
}

/** The agent's own words decide only one thing: whether it gave up. What it did is read from git. */
function agentEnded(
  state: RunState,
  phase: PhaseState,
  before: WorkstreamState,
  event: EventOf<'agent-ended'>,
): RunState {
  const questions = state.questions.filter(({ workstream }) => workstream !== before.name);
  const workstream = { ...before, ended: true, report: event.report };
  const next = update({ ...state, questions }, phase, workstream);
  const gaveUp = event.report && event.report.status !== 'COMPLETE';
  if (!gaveUp && event.stopReason === 'end_turn') return next;
  const words = event.report?.issues.trim().replace(/\.$/, '') || 'it gave no reason';
  const why = gaveUp ? `reported ${event.report?.status}: ${words}` : `ended its turn with ${event.stopReason}`;
  return failWorkstream(
    next,
    phase.id,
    { ...workstream, ended: false },
    `${before.executor} ${why}. Help where you can, then resume: it starts again.`,
  );
}

function collected(
  state: RunState,
  phase: PhaseState,
  before: WorkstreamState,
  event: EventOf<'work-collected'>,
): RunState {
  const tip = event.commit;
  if (event.changes.length === 0 && phase.rounds === 0) {
    const claim = before.report ? 'reported COMPLETE but' : 'ended its turn and';
    const reason = `${before.executor} ${claim} changed no file in ${before.worktree?.path ?? 'its worktree'}. Resume to start it again.`;
    return failWorkstream(state, phase.id, { ...before, ended: false }, reason);
  }
  const changes = phase.rounds === 0 ? event.changes : mergeChanges(before.changes, event.changes);
  const workstream: WorkstreamState = { ...before, status: 'completed', changes, commit: tip, endedAt: event.at };
  return update(state, { ...phase, tip }, workstream);
}

function mergeChanges(
  before: WorkstreamState['changes'],
  after: WorkstreamState['changes'],
): WorkstreamState['changes'] {
  const paths = new Set(after.map(({ path }) => path));
  return [...before.filter(({ path }) => !paths.has(path)), ...after];
}

function failWorkstream(state: RunState, phaseId: string, workstream: WorkstreamState, reason: string): RunState {
  const phase = state.phases.find(({ id }) => id === phaseId);
  if (!phase) return state;
  const failed = update(state, phase, { ...workstream, status: 'failed' });
  const after = failed.phases.find(({ id }) => id === phaseId);
  return after ? waitFor(failed, after, `Phase ${phase.id}: ${reason}`) : failed;
}

function update(state: RunState, phase: PhaseState, workstream: WorkstreamState): RunState {
  const workstreams = phase.workstreams.map((other) => (other.name === workstream.name ? workstream : other));
  return withPhase(state, { ...phase, workstreams });
}

/** A person may have built on the branch meanwhile: the phase then stands on that. */
function integrated(state: RunState, phase: PhaseState, event: EventOf<'phase-integrated'>): RunState {
  const { worktree, tree, base: head } = event;
  const base = state.base ? { ...state.base, head } : state.base;
  return withPhase(
    { ...state, base },
    { ...phase, worktree, tree, base: head, receipts: [], commandsRun: 0, passes: 0 },
  );
}

function committed(state: RunState, phase: PhaseState, effect: Effect, event: EventOf<'phase-committed'>): RunState {
  if (event.tree !== phase.tree) {
    const reason = `Phase ${phase.id}: the files in ${phase.worktree ?? 'its worktree'} changed after they were validated. Resume to validate them again.`;
    return waitFor(state, { ...phase, tree: null, receipts: [] }, reason);
  }
  const message = effect.type === 'commit-phase' ? (effect.message.split('\n')[0] ?? '') : '';
  return withPhase(state, { ...phase, commit: { sha: event.sha, message, stats: event.stats } });
}

function landed(state: RunState, phase: PhaseState, head: string): RunState {
  const base = state.base ? { ...state.base, head } : state.base;
  return withPhase({ ...state, base }, { ...phase, landed: true });
}

function baseMoved(state: RunState, phase: PhaseState, event: EventOf<'base-moved'>): RunState {
  const base = state.base ? { ...state.base, head: event.head } : state.base;
  const again = { base: event.head, tree: null, receipts: [], commit: null, checkpoint: null };
  return waitFor({ ...state, base }, { ...phase, ...again }, event.message);
}
