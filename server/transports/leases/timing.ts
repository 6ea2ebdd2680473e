/**
 * H is how long a lease is valid from the beat that it lives on, S how long nothing may have been heard of its holder before
 * the task goes to somebody else. Clocks that run up to 10 % apart are covered by 1.1; the rest is for what lies between
 * asking `isValid` and doing what was asked for.
 */
export const takeoverMs = (leaseMs: number): number => 1.5 * leaseMs;

/**
 * Two clocks since one moment, in milliseconds: a monotonic one, which may stand still while the machine sleeps, and the
 * wall clock, which may be set. Either may say that `leaseMs` are over. A wall clock that went back tells nothing about
 * sleep any more, which counts as over too.
 */
export function isOver(since: Moment, now: Moment, leaseMs: number): boolean {
  const monotonic = now.monotonic - since.monotonic;
  const wall = now.wall - since.wall;
  return monotonic >= leaseMs || wall >= leaseMs || wall < monotonic - leaseMs / 20;
}

export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

export const momentOf = (clock: { monotonic(): number; wall(): number }): Moment => ({
  monotonic: clock.monotonic(),
  wall: clock.wall(),
});
