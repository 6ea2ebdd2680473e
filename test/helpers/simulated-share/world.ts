import { createRandom, type Random } from './random.ts';

/** Virtual time in milliseconds: events happen in the order of their time, and between two of them every promise settles. */
export interface World {
  readonly random: Random;
  now(): number;
  at(time: number, happens: () => void): void;
  after(ms: number, happens: () => void): void;
  /** Until then, or until nothing is left to happen. `afterEach` looks at what an event and its promises have done. */
  run(until: number, afterEach?: () => void): Promise<void>;
  /** What happened, for whoever has to understand a failure; the last few hundred are kept. */
  trace(line: string): void;
  last(lines: number): readonly string[];
  /** Counts a fault that was really injected. */
  count(fault: string): void;
  readonly faults: ReadonlyMap<string, number>;
}

interface Event {
  readonly time: number;
  readonly order: number;
  readonly happens: () => void;
}

export function createWorld(seed: number): World {
  const queue: Event[] = [];
  const lines: string[] = [];
  const faults = new Map<string, number>();
  let now = 0;
  let order = 0;
  const at = (time: number, happens: () => void): void => push(queue, { time, order: (order += 1), happens });

  return {
    random: createRandom(seed),
    now: () => now,
    at,
    after: (ms, happens) => at(now + ms, happens),
    async run(until, afterEach) {
      await settled();
      for (let event = queue[0]; event !== undefined && event.time <= until; event = queue[0]) {
        pop(queue);
        now = Math.max(now, event.time);
        event.happens();
        await settled();
        afterEach?.();
      }
      now = Math.max(now, until);
    },
    trace(line) {
      lines.push(`${now.toFixed(0).padStart(7)} ${line}`);
      if (lines.length > 400) lines.splice(0, 200);
    },
    last: (count) => lines.slice(-count),
    count: (fault) => void faults.set(fault, (faults.get(fault) ?? 0) + 1),
    faults,
  };
}

/** All promises that can settle by themselves have done so, whatever they are chained to. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const isBefore = (a: Event, b: Event): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);

function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || isBefore(above, event)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const event = heap.pop();
  if (event === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    const right = heap[child + 1];
    const left = heap[child];
    if (left === undefined) break;
    if (right !== undefined && isBefore(right, left)) child += 1;
    const smaller = heap[child];
    if (smaller === undefined || isBefore(event, smaller)) break;
    heap[at] = smaller;
    at = child;
  }
  heap[at] = event;
}
