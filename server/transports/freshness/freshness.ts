import type { Freshness } from '../transport.ts';

const FRESH_BEATS = 3;
const LATE_BEATS = 10;
/** At two seconds a beat, ten minutes. */
const STALE_BEATS = 300;

/** What the age of the last news of a machine says, where it beats every `beatMs`. Null: no news in this start. */
export function freshnessOf(ageMs: number | null, beatMs: number): Freshness {
  if (ageMs === null) return 'unknown';
  const beats = ageMs / beatMs;
  if (beats <= FRESH_BEATS) return 'fresh';
  if (beats <= LATE_BEATS) return 'late';
  return beats <= STALE_BEATS ? 'stale' : 'gone';
}
