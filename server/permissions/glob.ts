/**
 * Whether a pattern fits a whole path: `*` and `?` stay inside of a segment, `**` is any number of segments. A folder that
 * is named stands for everything below it. Both begin at the root.
 */
export function globFits(pattern: string, path: string): boolean {
  const segments = (text: string): readonly string[] => text.split('/').filter((one) => one !== '');
  const wanted = segments(pattern);
  const whole = wanted.at(-1) === '**' ? wanted : [...wanted, '**'];
  return fits(whole, segments(path), (one) => one === '**', segmentFits);
}

function segmentFits(pattern: string, segment: string): boolean {
  return fits(
    Array.from(pattern),
    Array.from(segment),
    (one) => one === '*',
    (one, character) => one === '?' || one === character,
  );
}

/** Goes back to the last wildcard only, which is enough and keeps the time at the product of both lengths. */
function fits<P, T>(
  pattern: readonly P[],
  text: readonly T[],
  isAny: (one: P) => boolean,
  isSame: (one: P, other: T) => boolean,
): boolean {
  let at = 0;
  let wildcard = -1;
  let taken = 0;
  for (let next = 0; next < text.length;) {
    const one = pattern[at];
    if (one !== undefined && isAny(one)) {
      wildcard = at;
      taken = next;
      at += 1;
    } else if (one !== undefined && isSame(one, text[next] as T)) {
      at += 1;
      next += 1;
    } else if (wildcard >= 0) {
      taken += 1;
      at = wildcard + 1;
      next = taken;
    } else return false;
  }
  return pattern.slice(at).every(isAny);
}
