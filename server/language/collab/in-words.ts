const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
] as const;

/** A length of time as a person says it: `90000` is "1 minute", `7300000` is "2 hours". `duration` is in milliseconds. */
export function inWords(duration: number): string {
  const [unit, name] = UNITS.find(([size]) => duration >= size) ?? [1000, 'second'];
  const count = Math.floor(duration / unit);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
