import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds by which the event loop was late. */
export interface LoopDelay {
  readonly p99: number;
  readonly max: number;
  /** The longest turn by the processor time that it took: a machine that did something else meanwhile does not count. */
  readonly busy: number;
}

const RESOLUTION_MS = 1;
const NANOSECONDS = 1e6;

export function watchLoop(): { stop(): LoopDelay } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let busy = 0;
  let at = performance.now();
  let used = process.cpuUsage();
  const timer = setInterval(() => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(used);
    busy = Math.max(busy, Math.min(now - at, (user + system) / 1000));
    at = now;
    used = process.cpuUsage();
  }, RESOLUTION_MS);
  histogram.enable();
  return {
    stop() {
      clearInterval(timer);
      histogram.disable();
      return { p99: histogram.percentile(99) / NANOSECONDS, max: histogram.max / NANOSECONDS, busy };
    },
  };
}
