const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something took or has been going on, in milliseconds: `850 ms`, `1.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationWords(milliseconds: number): string {
  const ms = Math.max(0, Math.round(milliseconds));
  if (ms < SECOND) return `${ms} ms`;
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)} s`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return twoUnits(ms, [MINUTE, 'min'], [SECOND, 's']);
  if (ms < DAY) return twoUnits(ms, [HOUR, 'h'], [MINUTE, 'min']);
  return twoUnits(ms, [DAY, 'd'], [HOUR, 'h']);
}

/** From `start` to `end`, or to `now` while it lasts; then in whole seconds, so that a clock does not flicker. */
export function spanWords(start: number, end: number | null, now: number): string {
  if (end !== null) return durationWords(end - start);
  const seconds = Math.max(0, Math.floor((now - start) / SECOND));
  return seconds < 60 ? `${seconds} s` : durationWords(seconds * SECOND);
}

type Unit = readonly [milliseconds: number, name: string];

function twoUnits(ms: number, [big, bigName]: Unit, [small, smallName]: Unit): string {
  const rest = Math.floor((ms % big) / small);
  return `${Math.floor(ms / big)} ${bigName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}

/** How old something is; coarse on purpose, so that what shows it changes seldom. Both in milliseconds since the epoch. */
export function ageWords(at: number, now: number): string {
  const age = now - at;
  if (age < 10 * SECOND) return 'just now';
  if (age < MINUTE) return `${Math.floor(age / (10 * SECOND)) * 10} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`;
  return `${Math.floor(age / DAY)} d ago`;
}

/** How far another clock is ahead (negative: behind), in milliseconds, as far as that is certain. */
export function clockWords(skewMs: number | null): string {
  if (skewMs === null) return 'not known';
  const apart = Math.abs(skewMs);
  return apart < SECOND ? 'no difference seen' : `at least ${durationWords(apart)} ${skewMs > 0 ? 'ahead' : 'behind'}`;
}
