import type { AnalyticsResult, Figures } from '#schemas/protocol/analytics.ts';
import { bucketAt } from './buckets.ts';
import { addWaits } from './waits.ts';
import { countRun, emptyFigures } from './figures.ts';
import type { RunFacts } from '../runs/facts/run-facts.ts';

/** Starts of the buckets, and where the last one ends. */
export interface Period {
  readonly starts: readonly number[];
  readonly to: number;
}

/** Figures of each bucket, of all of them, and of the same length of time before. The sum of the buckets is the total. */
export function overTime(
  runs: readonly RunFacts[],
  { starts, to }: Period,
  compared: boolean,
): Pick<AnalyticsResult, 'total' | 'before' | 'buckets'> {
  const from = starts[0] ?? to;
  const buckets = starts.map((start) => ({ start, figures: emptyFigures() }));
  const total = emptyFigures();
  const before = emptyFigures();
  const earliest = from - (to - from);
  const edges = [...starts, to];
  for (const run of runs) {
    countRun(run, (at) => (at < to ? buckets[bucketAt(starts, at)]?.figures : undefined));
    addWaits(run, edges, to, (index, ms) => add(buckets[index]?.figures, ms));
    countRun(run, (at) => (at >= from && at < to ? total : undefined));
    addWaits(run, [from, to], to, (_, ms) => add(total, ms));
    if (!compared) continue;
    countRun(run, (at) => (at >= earliest && at < from ? before : undefined));
    addWaits(run, [earliest, from], from, (_, ms) => add(before, ms));
  }
  return { total, before: compared ? before : null, buckets };
}

function add(figures: Figures | undefined, ms: number): void {
  if (figures) figures.waitedMs += ms;
}
