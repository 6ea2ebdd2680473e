export interface Throttle {
  (): void;
  dispose(): void;
}

/** Calls `action` at most once in `milliseconds`: at once when it rested, else at the end of the interval. */
export function throttle(milliseconds: number, action: () => void): Throttle {
  let last = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = (): void => {
    timer = undefined;
    last = performance.now();
    action();
  };
  const trigger = (): void => {
    if (timer !== undefined) return;
    const wait = last + milliseconds - performance.now();
    if (wait <= 0) run();
    else timer = setTimeout(run, wait);
  };
  return Object.assign(trigger, { dispose: () => clearTimeout(timer) });
}
