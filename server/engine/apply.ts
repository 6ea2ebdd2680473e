import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import { applyToPhase } from './apply-phase.ts';
import { answerKey } from './answers.ts';
import { currentPhase, passed, pendingPhase, type PhaseState, type RunState, type WorkstreamState } from './state.ts';

export interface Applied {
  readonly state: RunState;
  readonly dropped: readonly string[];
}

/** Folds one event into the state. What to do next is not decided here. */
export function apply(before: RunState, event: EngineEvent): Applied {
  const state: RunState = { ...before, updatedAt: event.at };
  switch (event.type) {
    case 'run-requested':
      return keep(state);
    case 'stop-requested':
      return stop(state);
    case 'resume-requested':
      return keep(resume(state));
    case 'agent-asked':
      return keep(asked(state, event));
    case 'question-answered':
      return keep(answered(state, event));
    case 'agent-answered':
      return keep(ended(state, event.effect));
    case 'effect-failed':
      return keep(failed(ended(state, event.effect), event));
    case 'project-inspected':
      return keep(inspected(ended(state, event.effect), event));
    default: {
      const effect = state.pending[event.effect];
      return keep(effect ? finishWhenDone(applyToPhase(ended(state, event.effect), effect, event)) : state);
    }
  }
}

function keep(state: RunState): Applied {
  return { state, dropped: [] };
}

/** A person asked: what is under way is dropped at once, and nothing finished is forgotten. */
function stop(state: RunState): Applied {
  if (state.status === 'completed' || state.status === 'stopped') return keep(state);
  const reason = 'Stopped by a person. `clutch resume` goes on from here.';
  const stopped: RunState = { ...state, status: 'stopped', reason, pending: {}, questions: [] };
  return { state: stopped, dropped: Object.keys(state.pending) };
}

function resume(state: RunState): RunState {
  if (state.status === 'completed' || state.status === 'running') return state;
  const phase = currentPhase(state);
  const phases = phase?.status === 'failed' ? replace(state, { ...phase, ...reopened(phase) }) : state.phases;
  return { ...state, phases, status: 'running', reason: null, endedAt: null };
}

/**
 * A failed phase goes on where mending it can help: executors whose validation failed get another round on top of
 * their work; a command that could not run for want of a program or of time is only run again.
 */
function reopened(phase: PhaseState): Partial<PhaseState> {
  const status = 'in-progress' as const;
  const fromTheStart = { status, commandsRun: 0, passes: 0 };
  const last = phase.receipts.at(-1);
  if (!phase.tree) return { ...fromTheStart, workstreams: phase.workstreams.map(retried) };
  if (!last || passed(last)) return { status };
  if (last.stopped !== null) return { ...fromTheStart, receipts: [] };
  const workstreams = phase.workstreams.map(sentBack);
  return { ...fromTheStart, rounds: phase.rounds + 1, tree: null, worktree: null, workstreams };
}

/** An agent that had finished when its work could not be taken in has only that left to do. */
function retried(workstream: WorkstreamState): WorkstreamState {
  if (workstream.status !== 'failed') return workstream;
  return workstream.ended ? { ...workstream, status: 'in-progress' } : sentBack(workstream);
}

function sentBack(workstream: WorkstreamState): WorkstreamState {
  return { ...workstream, status: 'pending', worktree: null, ended: false };
}

/** What a person already answered is not asked again. */
function asked(state: RunState, { question }: EventOf<'agent-asked'>): RunState {
  if (state.answers[answerKey(question)] !== undefined) return state;
  return { ...state, questions: [...state.questions, question] };
}

function answered(state: RunState, event: EventOf<'question-answered'>): RunState {
  const question = state.questions.find(({ id }) => id === event.question);
  if (!question) return state;
  const key = answerKey(question);
  return {
    ...state,
    questions: state.questions.filter((other) => answerKey(other) !== key),
    answers: { ...state.answers, [key]: event.option },
  };
}

function failed(state: RunState, event: EventOf<'effect-failed'>): RunState {
  const status = event.cause === 'bug' ? 'failed' : 'waiting';
  return { ...state, status, reason: event.message, questions: [], phases: state.phases.map(failCurrent(state)) };
}

function failCurrent(state: RunState): (phase: PhaseState) => PhaseState {
  const current = currentPhase(state);
  return (phase) => {
    if (phase !== current || phase.status !== 'in-progress') return phase;
    const workstreams = phase.workstreams.map((workstream) =>
      workstream.status === 'in-progress' ? { ...workstream, status: 'failed' as const } : workstream,
    );
    return { ...phase, status: 'failed', workstreams };
  };
}

function inspected(state: RunState, event: EventOf<'project-inspected'>): RunState {
  const plan = event.phases.map(({ id, title }) => ({ id, title }));
  const { start, end } = state.requested;
  const first = start === null ? 0 : event.phases.findIndex(({ id }) => id === start);
  const last = end === null ? event.phases.length - 1 : event.phases.findIndex(({ id }) => id === end);
  const phases = event.phases
    .slice(Math.max(first, 0), last + 1)
    .filter(({ completed }) => start !== null || completed === null)
    .map(({ id, title }) => pendingPhase(id, title));
  return finishWhenDone({ ...state, plan, phases, base: { branch: event.branch, head: event.head } });
}

function finishWhenDone(state: RunState): RunState {
  if (state.status !== 'running' || !state.base || currentPhase(state)) return state;
  return { ...state, status: 'completed', reason: null, endedAt: state.updatedAt };
}

function ended(state: RunState, effect: string): RunState {
  const { [effect]: _, ...pending } = state.pending;
  return { ...state, pending };
}

function replace(state: RunState, phase: PhaseState): PhaseState[] {
  return state.phases.map((other) => (other.id === phase.id ? phase : other));
}
