import type { WorkstreamHistory } from '#schemas/journal/events.ts';
import type { RunView } from '#schemas/run/run.ts';

/** Old runs say little about what agents take today. */
const MOST_RUNS = 20;

/** What one workstream took on average in finished runs; null where nothing is known. */
export function historyOf(runs: readonly RunView[]): WorkstreamHistory | null {
  const finished = runs.filter(({ status }) => status === 'completed').slice(0, MOST_RUNS);
  const workstreams = finished.flatMap(({ phases }) => phases.flatMap((phase) => phase.workstreams)).length;
  if (workstreams === 0) return null;
  const average = (of: (run: RunView) => number): number =>
    finished.reduce((sum, run) => sum + of(run), 0) / workstreams;
  return {
    tokens: average(({ usage }) => usage.tokens),
    costUsd: average(({ usage }) => usage.costUsd),
    minutes: average(({ usage }) => usage.activeMs / 60_000),
    sessions: average(({ usage }) => usage.sessions),
  };
}
