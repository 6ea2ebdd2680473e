import type { PhaseView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { Signal } from '#schemas/run/signal.ts';

/** A signal with the run it belongs to. */
export interface OpenSignal {
  readonly run: RunView;
  readonly signal: Signal;
}

/** Whether somebody has to decide something; what is only told can be read or dismissed. */
export const wantsAnswer = ({ kind, options }: Signal): boolean => options.length > 0 || kind !== 'fyi';

/** Whether a run that wants to go on is held back by it. A run that a person halted waits for that person anyway. */
export const isUrgent = ({ run, signal }: OpenSignal): boolean =>
  wantsAnswer(signal) && (run.status === 'running' || run.status === 'waiting');

/** A phase that failed is not lost while somebody can still decide about it. */
export const phaseWaits = ({ signals, status }: Pick<RunView, 'signals' | 'status'>, phase: PhaseView): boolean =>
  phase.status === 'failed' &&
  status !== 'completed' &&
  signals.some((signal) => signal.phase === phase.id && signal.options.length > 0);

const kinds = { blocker: 0, question: 0, alert: 1, fyi: 2 } as const;
const severities = { critical: 0, high: 1, normal: 2 } as const;

/** What is open in these runs: first what holds work back, the gravest and oldest first; what is only told comes last. */
export function openSignals(runs: readonly RunView[]): readonly OpenSignal[] {
  const rank = (one: OpenSignal): readonly number[] => [
    wantsAnswer(one.signal) ? 0 : 1,
    isUrgent(one) ? 0 : 1,
    kinds[one.signal.kind],
    severities[one.signal.severity],
    one.signal.askedAt,
  ];
  return runs
    .filter(({ status }) => status !== 'completed')
    .flatMap((run) => run.signals.map((signal) => ({ run, signal })))
    .map((one) => ({ one, by: rank(one) }))
    .sort((a, b) => compare(a.by, b.by))
    .map(({ one }) => one);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** The answer that only takes note of what was told. */
export const DISMISS = 'dismiss';

/** A question whose answers an agent named itself: what their ids mean is known to it alone. */
export const isMultipleChoice = ({ kind, options }: Signal): boolean =>
  kind === 'question' && options.length > 0 && options.every(({ needs }) => needs === null);
