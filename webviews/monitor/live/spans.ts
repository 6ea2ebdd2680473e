import { workersOf, type PhaseView, type WorkstreamView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';

/** One session in time. Milliseconds since the epoch; `end` is now while it lasts. */
export interface Span {
  readonly phase: PhaseView;
  readonly worker: WorkstreamView;
  readonly start: number;
  readonly end: number;
  /** Row within its phase, from 0: sessions at the same time lie below each other. */
  readonly lane: number;
}

export interface PhaseSpan {
  readonly phase: PhaseView;
  readonly start: number;
  readonly end: number;
  readonly sessions: readonly Span[];
  readonly lanes: number;
}

/** The phases that have begun with the last session of each of their workstreams. */
export function phaseSpans(run: RunView, now: number): readonly PhaseSpan[] {
  return run.phases.flatMap((phase): readonly PhaseSpan[] => {
    const sessions = laidOut(phase, now);
    const start = Math.min(phase.startedAt ?? Number.POSITIVE_INFINITY, ...sessions.map((one) => one.start));
    if (!Number.isFinite(start)) return [];
    const over = phase.endedAt ?? (run.endedAt === null ? now : run.endedAt);
    const end = Math.max(over, start, ...sessions.map((one) => one.end));
    return [{ phase, start, end, sessions, lanes: Math.max(0, ...sessions.map(({ lane }) => lane + 1)) }];
  });
}

/** Each in the first lane that is free when it starts. */
function laidOut(phase: PhaseView, now: number): readonly Span[] {
  const freeFrom: number[] = [];
  return workersOf(phase)
    .flatMap((worker) =>
      worker.startedAt === null
        ? []
        : [{ worker, start: worker.startedAt, end: Math.max(worker.startedAt, worker.endedAt ?? now) }],
    )
    .sort((a, b) => a.start - b.start)
    .map(({ worker, start, end }) => {
      const free = freeFrom.findIndex((at) => at <= start);
      const lane = free < 0 ? freeFrom.length : free;
      freeFrom[lane] = end;
      return { phase, worker, start, end, lane };
    });
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const steps = [1, 2, 5, 10, 15, 30].map((count) => count * MINUTE);
const longSteps = [1, 2, 4, 6, 12].map((count) => count * HOUR);
const days = [1, 2, 7, 14, 30, 90, 365].map((count) => count * DAY);

/** Round times after the start to draw lines at, at most `most` of them. Milliseconds. */
export function ticksOf(length: number, most = 6): readonly number[] {
  const step = [...steps, ...longSteps, ...days].find((one) => length / one <= most) ?? length / most;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}
