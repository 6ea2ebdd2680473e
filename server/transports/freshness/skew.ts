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
  /** The middle of what is possible; null until there is a bound on both sides. */
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
      return Number.isFinite(most) ? Math.round((least + most) / 2) : null;
    },
  };
}
