/** Bounds of earlier observations count only so long: clocks are set and drift. */
const OBSERVATIONS = 16;

interface Bound {
  readonly least: number;
  readonly most: number;
}

/**
 * How far a peer's wall clock is ahead. A beat that says `at` was made before it was seen, so the peer is ahead by at least
 * `at − seen`; where it echoes a beat of ours it was made after that one, so it is ahead by at most `at − ours`. All in
 * milliseconds since the epoch, the first by the peer's clock, the others by ours.
 */
export interface Skew {
  observed(beat: { readonly at: number; readonly seen: number; readonly echoed: number | null }): void;
  /**
   * As far as it is ahead (negative: behind) whatever the way between takes: 0 while both clocks may show the same. Null
   * while only one side is known and shows no difference.
   */
  ms(): number | null;
}

export function createSkew(): Skew {
  let bounds: Bound[] = [];
  const narrowed = (): Bound => ({
    least: Math.max(...bounds.map(({ least }) => least)),
    most: Math.min(...bounds.map(({ most }) => most)),
  });
  return {
    observed({ at, seen, echoed }) {
      const bound = { least: at - seen, most: echoed === null ? Infinity : at - echoed };
      bounds = [...bounds, bound].slice(-OBSERVATIONS);
      const { least, most } = narrowed();
      // One of the two clocks was set in between: what was known before is of no use.
      if (least > most) bounds = [bound];
    },
    ms() {
      if (bounds.length === 0) return null;
      const { least, most } = narrowed();
      if (least > 0) return Math.round(least);
      if (most < 0) return Math.round(most);
      return Number.isFinite(most) ? 0 : null;
    },
  };
}
