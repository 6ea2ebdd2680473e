import type { EngineEvent, EventOf } from '#schemas/journal/events.ts';
import { defer, deferWhenEmpty } from './close-phase.ts';
import { debugAgain } from './debug.ts';
import { keepFinished, redoEdited } from './reconcile.ts';
import type { OpenSignal } from './open-signal.ts';
import { close, OPTIONS, raise } from './signals.ts';
import {
  ended,
  executorOf,
  unproven,
  withoutEffects,
  withoutReceipts,
  withPhase,
  withWorker,
  workerNamed,
} from './state.ts';
import type { EffectRequest, GivenAnswer, PhaseState, RunState, WorkstreamState } from './state.ts';
import { continued, restarted } from './workers.ts';

/** What an agent asks; what a person already answered is not asked again. */
export function agentAsked(state: RunState, { effect, question }: EventOf<'agent-asked'>): RunState {
  const session = state.pending[effect];
  if (session?.type !== 'run-agent') return state;
  const { options } = question;
  const isTold = options.length === 0;
  const known = isTold && state.signals.some((open) => isSameNews(open, session, question.text));
  if (known || state.answers[answerKey(session, question.text)] !== undefined) return state;
  return raise(state, {
    // What nobody has to answer outlives its session.
    cause: isTold ? 'news' : 'agent-question',
    topic: question.topic,
    kind: question.kind,
    severity: question.severity,
    phase: session.phase,
    workstream: session.workstream,
    from: executorOf(session),
    text: question.text,
    detail: question.detail,
    options,
    ...(isTold ? {} : { question: question.id }),
  });
}

function isSameNews(open: OpenSignal, about: { phase: string; workstream: string }, text: string): boolean {
  const { cause, phase, workstream } = open;
  return cause === 'news' && open.text === text && phase === about.phase && workstream === about.workstream;
}

/** The same question of the same workstream, however often it is asked: after a restart, an agent asks again. */
function answerKey(about: { phase: string; workstream: string }, text: string): string {
  return `${about.phase}/${about.workstream}/${text}`;
}

function isSameQuestion(one: OpenSignal, other: OpenSignal): boolean {
  const isSame = one.text === other.text && one.phase === other.phase && one.workstream === other.workstream;
  return one.cause === 'agent-question' && isSame;
}

/** A person decided: the signal is gone, and what waited for it goes on. */
export function applyAnswer(state: RunState, event: EventOf<'signal-answered'>): RunState {
  const signal = state.signals.find(({ id }) => id === event.signal);
  if (!signal || !isAnswer(signal, event)) return state;
  const next = answer(
    close(state, (one) => one === signal),
    signal,
    event.option,
    event.text,
  );
  // Only what stands still because of a question goes on; a run that a person stopped stays stopped.
  return next.status === 'waiting' ? { ...next, status: 'running', reason: null } : next;
}

/** An answer that needs words is none without them. */
function isAnswer({ options }: OpenSignal, { option, text }: EventOf<'signal-answered'>): boolean {
  if (options.length === 0) return option === 'dismiss';
  const chosen = options.find(({ id }) => id === option);
  return chosen !== undefined && (chosen.needs === null || (text ?? '').trim() !== '');
}

/** Everything that waits only for another try gets one. */
export function retryWhatWaits(state: RunState): RunState {
  return state.signals
    .filter(({ options }) => options.some(({ id }) => id === OPTIONS.retry.id))
    .reduce(
      (before, signal) =>
        answer(
          close(before, (one) => one === signal),
          signal,
          OPTIONS.retry.id,
          null,
        ),
      state,
    );
}

function answer(state: RunState, signal: OpenSignal, option: string, text: string | null): RunState {
  if (signal.cause === 'agent-question') return remember(state, signal, option, text);
  const phase = state.phases.find(({ id }) => id === signal.phase);
  if (!phase) return state;
  const worker = signal.workstream === null ? undefined : workerNamed(phase, signal.workstream);
  if (worker) return answerForWorker(state, phase, worker, signal, option, text);
  return answerForPhase(state, phase, signal, option, text);
}

function remember(state: RunState, signal: OpenSignal, option: string, text: string | null): RunState {
  const { topic, options } = signal;
  const about = { phase: signal.phase ?? '', workstream: signal.workstream ?? '', question: signal.text };
  const label = options.find(({ id }) => id === option)?.label ?? option;
  const others = close(state, (one) => isSameQuestion(one, signal));
  const given: GivenAnswer = { topic, about, option, label, text };
  return { ...others, answers: { ...state.answers, [answerKey(about, signal.text)]: given } };
}

/** A permission that was given for one time is used up when it has reached the agent that asked. */
export function answered(state: RunState, { effect, delivered }: EventOf<'agent-answered'>): RunState {
  const due = state.pending[effect];
  const rest = ended(state, effect);
  if (due?.type !== 'answer-agent' || due.forget === null || !delivered) return rest;
  const { [due.forget]: _used, ...answers } = rest.answers;
  return { ...rest, answers };
}

function answerForWorker(
  state: RunState,
  phase: PhaseState,
  worker: WorkstreamState,
  signal: OpenSignal,
  option: string,
  text: string | null,
): RunState {
  const guidance = text === null ? worker.guidance : [...worker.guidance, text];
  const put = (next: WorkstreamState): RunState => withPhase(state, withWorker(phase, next));
  switch (option) {
    case 'skip':
    case 'defer':
      return giveUp(state, phase, worker, option === 'skip' ? 'skipped' : 'deferred', text ?? '');
    case 'drop':
      return put(cleared(worker, { drop: [...worker.drop, ...worker.outside.map(({ path }) => path)] }));
    case 'allow':
      return allow(state, phase, worker);
    case 'send-back': {
      const words = `You changed files that are not yours: ${signal.detail ?? signal.text} Put them back as they were.`;
      return withoutSessions(put(continued(worker, { guidance: [...worker.guidance, words] })), phase.id, worker.name);
    }
    case 'confirm':
      return contractBecomes(state, phase, worker, { status: 'confirmed', source: 'person' });
    case 'waive':
      return contractBecomes(state, phase, worker, { status: 'waived', source: 'person' });
    case 'guide':
    case 'retry':
      if (signal.cause === 'contract') {
        const again = contractBecomes(state, phase, { ...worker, guidance }, { status: 'wanted', attempts: 0 });
        return withoutSessions(again, phase.id, worker.name);
      }
      return signal.cause === 'effect' ? put(retried(worker)) : put(continued(worker, { guidance, failures: 0 }));
    default:
      return state;
  }
}

/** An agent that had finished when its work could not be taken in has only that left to do. */
function retried(worker: WorkstreamState): WorkstreamState {
  if (worker.status !== 'failed' && worker.status !== 'in-progress') return worker;
  return worker.ended ? { ...worker, status: 'in-progress', reason: null } : restarted(worker);
}

/** What was decided about is no reason to wait any more; its work is taken in anew. */
function cleared(worker: WorkstreamState, change: Partial<WorkstreamState>): WorkstreamState {
  const status = worker.status === 'failed' ? 'in-progress' : worker.status;
  return { ...worker, status, reason: null, outside: [], ...change };
}

/** A path has one owner: what is allowed to one executor is taken from every other one. */
function allow(state: RunState, phase: PhaseState, worker: WorkstreamState): RunState {
  const paths = worker.outside.map(({ path }) => path);
  const others = phase.workstreams.map((other) => ({
    ...other,
    granted: other.granted.filter((path) => !paths.includes(path)),
  }));
  const next = cleared(worker, { granted: [...worker.granted, ...paths] });
  return withPhase(state, withWorker({ ...phase, workstreams: others }, next));
}

function contractBecomes(
  state: RunState,
  phase: PhaseState,
  worker: WorkstreamState,
  change: Partial<NonNullable<WorkstreamState['contract']>>,
): RunState {
  const contract = worker.contract && { ...worker.contract, ...change };
  return withPhase(state, withWorker(phase, { ...worker, contract }));
}

/** The workstream is left out, with a reason that WORKFLOW.md will repeat. */
export function giveUp(
  state: RunState,
  phase: PhaseState,
  worker: WorkstreamState,
  status: 'skipped' | 'deferred',
  reason: string,
): RunState {
  const without = withoutSessions(state, phase.id, worker.name);
  const quiet = close(without, (one) => one.phase === phase.id && one.workstream === worker.name);
  const next: WorkstreamState = {
    ...worker,
    status,
    reason,
    held: null,
    commit: null,
    changes: [],
    outside: [],
    endedAt: state.updatedAt,
  };
  const changed = { ...unproven(phase), compared: false };
  return deferWhenEmpty(withPhase(quiet, withWorker(changed, next)), phase.id);
}

/** Ends what is under way for a workstream. */
export function withoutSessions(state: RunState, phase: string, workstream: string): RunState {
  return withoutEffects(
    state,
    (effect) => 'workstream' in effect && effect.phase === phase && effect.workstream === workstream,
  );
}

function answerForPhase(
  state: RunState,
  phase: PhaseState,
  signal: OpenSignal,
  option: string,
  text: string | null,
): RunState {
  switch (option) {
    case 'defer':
      return defer(state, phase, text ?? '');
    case 'accept':
      return withPhase(state, { ...phase, accepted: true });
    case 'keep':
      return keepFinished(state, phase);
    case 'redo':
      return redoEdited(state, phase);
    case 'debug':
    case 'guide':
      return debugAgain(state, phase, text);
    case 'retry':
      return retryPhase(state, phase, signal);
    default:
      return state;
  }
}

function retryPhase(state: RunState, phase: PhaseState, { cause }: OpenSignal): RunState {
  switch (cause) {
    case 'debugging': {
      // A person may have mended it: it is validated first, and what fails then goes back to agents.
      const again = { compared: false, undebugged: null, debugCyclesAllowed: phase.debugCycles };
      return withPhase(state, { ...unproven(phase), ...again });
    }
    case 'verification':
      return withPhase(state, { ...phase, verification: null, validatorAttempts: 0, validatorWorktree: null });
    case 'validation':
      // With its tree the commands alone run again; without one the phase is put together anew.
      return withPhase(state, { ...withoutReceipts(phase), passes: 0 });
    case 'merge':
      return withPhase(state, { ...phase, conflict: null });
    case 'plan':
      // Looked for anew: a person may have written it meanwhile.
      return withPhase(state, { ...phase, research: null });
    default:
      return state;
  }
}

function keyOf({ phase, workstream, text }: OpenSignal): string {
  return answerKey({ phase: phase ?? '', workstream: workstream ?? '' }, text);
}

function answerOf(
  question: string,
  { option, text }: { readonly option: string; readonly text: string | null },
  forget: string | null,
): EffectRequest {
  return { type: 'answer-agent', question, option, text, forget };
}

/** The answers that agents are due now: a person just gave one, or gave it before the agent had to be started again. */
export function answersDue(before: RunState, event: EngineEvent): EffectRequest[] {
  if (event.type === 'signal-answered') {
    const asked = before.signals.find(({ id }) => id === event.signal);
    if (asked?.cause !== 'agent-question' || !asked.options.some(({ id }) => id === event.option)) return [];
    return before.signals
      .filter((one) => isSameQuestion(one, asked))
      .map((signal) => answerOf(signal.question ?? '', event, signal.topic === 'permission' ? keyOf(signal) : null));
  }
  if (event.type !== 'agent-asked') return [];
  const session = before.pending[event.effect];
  if (session?.type !== 'run-agent') return [];
  const key = answerKey(session, event.question.text);
  const given = before.answers[key];
  if (given === undefined) return [];
  return [answerOf(event.question.id, given, given.topic === 'permission' ? key : null)];
}
