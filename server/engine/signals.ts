import type { Signal, SignalOption } from '#schemas/run/signal.ts';
import type { OpenSignal, SignalCause } from './open-signal.ts';
import type { RunState } from './state.ts';

export interface SignalRequest {
  readonly cause: SignalCause;
  readonly phase: string | null;
  readonly workstream?: string | null;
  readonly from?: string;
  readonly kind?: Signal['kind'];
  readonly severity?: Signal['severity'];
  readonly text: string;
  readonly detail?: string | null;
  readonly options: readonly SignalOption[];
  readonly question?: string;
  readonly topic?: OpenSignal['topic'];
}

const choice = (id: string, label: string, needs: SignalOption['needs'] = null): SignalOption => ({ id, label, needs });

/** The answers that a person can give, by id; the same id always does the same. */
export const OPTIONS = {
  retry: choice('retry', 'Try again'),
  guide: choice('guide', 'Try again with guidance', 'guidance'),
  skip: choice('skip', 'Skip it', 'reason'),
  defer: choice('defer', 'Defer it', 'reason'),
  drop: choice('drop', 'Undo these changes'),
  allow: choice('allow', 'Allow these changes'),
  sendBack: choice('send-back', 'Send it back to its executor'),
  confirm: choice('confirm', 'Confirm the contract'),
  waive: choice('waive', 'Go on without a contract'),
  accept: choice('accept', 'Accept the phase', 'reason'),
  debug: choice('debug', 'Have it mended by an agent'),
  keep: choice('keep', 'Keep what is finished'),
  redo: choice('redo', 'Do what was edited again'),
} as const;

/** Opens a signal. One about the same thing that is still open is replaced, so that nobody is asked twice. */
export function raise(state: RunState, request: SignalRequest): RunState {
  const { cause, phase, workstream = null, question = null } = request;
  const same = (open: OpenSignal): boolean =>
    open.cause === cause && open.phase === phase && open.workstream === workstream && open.question === question;
  const known = cause === 'news' ? undefined : state.signals.find(same);
  const raised = known ? state.raised : state.raised + 1;
  const signal: OpenSignal = {
    id: known?.id ?? `${state.id}-s${raised}`,
    kind: request.kind ?? 'blocker',
    severity: request.severity ?? 'normal',
    phase,
    workstream,
    from: request.from ?? 'clutch',
    text: request.text,
    detail: request.detail ?? null,
    options: [...request.options],
    askedAt: state.updatedAt,
    cause,
    question,
    topic: request.topic ?? 'question',
  };
  return { ...state, raised, signals: [...state.signals.filter((open) => open !== known), signal] };
}

/** Tells something that nobody has to answer. */
export function tell(state: RunState, phase: string | null, text: string, detail: string | null = null): RunState {
  const said = state.signals.some((open) => open.cause === 'news' && open.text === text);
  return said ? state : raise(state, { cause: 'news', kind: 'fyi', phase, text, detail, options: [] });
}

export function close(state: RunState, which: (signal: OpenSignal) => boolean): RunState {
  const signals = state.signals.filter((signal) => !which(signal));
  return signals.length === state.signals.length ? state : { ...state, signals };
}

/** Whether work has to wait for a person: on this workstream, or with null on the phase as a whole. */
export function isBlocked(state: RunState, phase: string, workstream: string | null): boolean {
  return state.signals.some(
    (signal) => isBlocking(signal) && signal.phase === phase && signal.workstream === workstream,
  );
}

/** An agent that asked waits by itself; everything else that has options holds work back. */
export function isBlocking({ options, cause }: OpenSignal): boolean {
  return options.length > 0 && cause !== 'agent-question';
}
