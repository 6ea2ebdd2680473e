import { bucketAt } from './buckets.ts';
import type { RunFacts } from '../runs/facts/run-facts.ts';

/**
 * Cuts the time in which a run waited for a person at the edges of the buckets: `add` is called with the number of the
 * bucket and the milliseconds in it. A wait that is not over lasts until `now`.
 */
export function addWaits(
  { waits }: RunFacts,
  edges: readonly number[],
  now: number,
  add: (index: number, ms: number) => void,
): void {
  for (const { from, to } of waits) {
    const end = to ?? now;
    for (let index = Math.max(0, bucketAt(edges, from)); index < edges.length - 1; index += 1) {
      const [start = 0, next = 0] = edges.slice(index, index + 2);
      if (start >= end) break;
      const ms = Math.min(end, next) - Math.max(from, start);
      if (ms > 0) add(index, ms);
    }
  }
}
