import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds by which the event loop was late. */
export interface LoopDelay {
  readonly p99: number;
  readonly max: number;
}

const RESOLUTION_MS = 1;
const NANOSECONDS = 1e6;

export function watchLoop(): { stop(): LoopDelay } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return {
    stop() {
      histogram.disable();
      return { p99: histogram.percentile(99) / NANOSECONDS, max: histogram.max / NANOSECONDS };
    },
  };
}
