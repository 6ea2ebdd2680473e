const TIME =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:(?:T|\s+(?:at\s+)?)(?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d{1,9})?)?\s*(?<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?(?:\s*\(?(?<name>[A-Z]{2,5}|[A-Z][a-z]+\/[A-Z][A-Za-z_]+)\)?)?(?:\s*\([^()]{0,200}\))?[.]?$/;

export interface ReadTime {
  /** Milliseconds since the epoch; null where the words are no time. */
  readonly at: number | null;
  readonly zone: 'given' | 'none' | 'unknown';
}

/**
 * ISO 8601 and `YYYY-MM-DD HH:MM`, with a note in brackets behind it. Without a zone it is read as UTC, because the
 * text says nothing of the place where it was written; a date alone ends with its day.
 */
export function readTime(text: string): ReadTime {
  const groups = TIME.exec(text.slice(0, 300).trim())?.groups;
  if (!groups) return { at: null, zone: 'none' };
  const { zone, name } = groups;
  if (name !== undefined && zone === undefined) {
    // A name in brackets behind an offset only repeats it; alone it stands for several offsets.
    if (name !== 'UTC' && name !== 'GMT') return { at: null, zone: 'unknown' };
  }
  const at = momentOf(groups);
  if (at === null) return { at: null, zone: 'none' };
  const offset = zone === undefined ? 0 : offsetMinutes(zone);
  if (offset === null) return { at: null, zone: 'none' };
  return { at: at - offset * 60_000, zone: zone === undefined && name === undefined ? 'none' : 'given' };
}

function momentOf(groups: Readonly<Record<string, string | undefined>>): number | null {
  const part = (name: string): number => Number(groups[name] ?? 0);
  const [year, month, day] = [part('year'), part('month'), part('day')];
  const dateOnly = groups['hour'] === undefined;
  const [hour, minute, second] = dateOnly ? [23, 59, 59] : [part('hour'), part('minute'), part('second')];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if (hour > 24 || minute > 59 || second > 60 || (hour === 24 && minute + second > 0)) return null;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function offsetMinutes(zone: string): number | null {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!match) return 0;
  const [hours, minutes] = [Number(match[2]), Number(match[3] ?? 0)];
  if (hours > 14 || minutes > 59) return null;
  return (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

/** `2026-01-31T18:30:00Z`, or in the form without a zone `2026-01-31 18:30`, for a time that such a text was read as. */
export function writeTime(at: number, zone: 'given' | 'none'): string {
  const iso = new Date(at).toISOString();
  return zone === 'given' ? `${iso.slice(0, 19)}Z` : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}
