import type { Bucket } from '#schemas/protocol/analytics.ts';
import type { TimeZone } from './time-zone.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long a bucket is where no clock is changed. */
export const BUCKET_MS: Readonly<Record<Bucket, number>> = { hour: HOUR, day: DAY, week: 7 * DAY };

/**
 * Starts of the buckets that cover a time, ascending; the first is not after `from`, the last is before `to`. Days have
 * as many hours as the place gives them, and one that a place left out has no bucket.
 */
export function bucketStarts(from: number, to: number, bucket: Bucket, zone: TimeZone): number[] {
  const starts = [startOf(from, bucket, zone)];
  for (let at = following(starts[0] ?? from, bucket, zone); at < to; at = following(at, bucket, zone)) starts.push(at);
  return starts;
}

/** Which bucket holds this instant; -1 before the first. */
export function bucketAt(starts: readonly number[], instant: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= instant) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function startOf(instant: number, bucket: Bucket, zone: TimeZone): number {
  if (bucket === 'hour') return instant - pastHour(instant, zone);
  const day = dayNumber(instant, zone);
  return startOfDay(bucket === 'day' ? day : day - weekday(day), zone);
}

function following(start: number, bucket: Bucket, zone: TimeZone): number {
  if (bucket === 'hour') return nextFullHour(start + HOUR, zone);
  const step = bucket === 'day' ? 1 : 7;
  let day = dayNumber(start, zone) + step;
  if (bucket === 'week') day -= weekday(day);
  let next = startOfDay(day, zone);
  for (; next <= start; next = startOfDay(day, zone)) day += step;
  return next;
}

/** Where clocks are changed by half an hour, an hour by the clock is longer or shorter than one. */
function nextFullHour(instant: number, zone: TimeZone): number {
  const past = pastHour(instant, zone);
  return past === 0 ? instant : instant + HOUR - past;
}

const pastHour = (instant: number, zone: TimeZone): number => modulo(instant + zone.offsetAt(instant), HOUR);

/** Days since 1 January 1970 as a calendar of that place counts them. */
const dayNumber = (instant: number, zone: TimeZone): number => Math.floor((instant + zone.offsetAt(instant)) / DAY);

/** Monday is 0; 1 January 1970 was a Thursday. */
const weekday = (day: number): number => modulo(day + 3, 7);

/** The first instant of a day: midnight, or where clocks leave that out, what comes after it. */
function startOfDay(day: number, zone: TimeZone): number {
  const midnight = day * DAY;
  const candidates = [midnight - DAY, midnight + DAY].map((near) => midnight - zone.offsetAt(near));
  const [first = midnight, last = midnight] = candidates.toSorted((one, other) => one - other);
  return dayNumber(first, zone) >= day ? first : last;
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
