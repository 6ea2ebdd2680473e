/** A calendar of one place. */
export interface TimeZone {
  /** What its clocks show beside UTC at this instant, in milliseconds. */
  offsetAt(instant: number): number;
}

/** Throws a `RangeError` for a name that no calendar knows. */
export function timeZone(name: string): TimeZone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return {
    offsetAt(instant) {
      const whole = Math.floor(instant / 1000) * 1000;
      const parts = new Map(format.formatToParts(whole).map(({ type, value }) => [type, Number(value)] as const));
      const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
      const shown = Date.UTC(
        part('year'),
        part('month') - 1,
        part('day'),
        part('hour'),
        part('minute'),
        part('second'),
      );
      return shown - whole;
    },
  };
}
