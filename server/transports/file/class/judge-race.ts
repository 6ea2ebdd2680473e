/** What one side saw of a race. Rounds of names, alike on both sides. */
export interface RaceNotes {
  readonly nonce: string;
  /** Whether this side was told that the name is its own. */
  readonly won: readonly (readonly boolean[])[];
  /** The nonce that it read under each name after both were through; null where there was none to read. */
  readonly seen: readonly (readonly (string | null)[])[];
}

export interface RaceVerdict {
  /** `unclear`: nothing went wrong, and nothing was proved either. */
  readonly result: 'atomic' | 'double' | 'unclear';
  readonly names: number;
  readonly doubles: number;
  /** Rounds in which each side won something: only they show that both were at it at the same time. */
  readonly contested: number;
  readonly why: string;
}

/** Fewer would prove too little. */
export const CONTESTED_ROUNDS = 3;

/**
 * Who took each name. One side goes through the names upwards and the other downwards, so that they meet. Where copies of
 * a folder are kept in step, each side can be the first in its own copy; or one comes so late that it finds all names
 * taken, which looks as it should and says nothing. Therefore only rounds count in which both won something.
 */
export function judgeRace(mine: RaceNotes, other: RaceNotes): RaceVerdict {
  let names = 0;
  let doubles = 0;
  let orphans = 0;
  let contested = 0;
  for (const [round, wins] of mine.won.entries()) {
    let iWon = false;
    let otherWon = false;
    for (const [index, won] of wins.entries()) {
      const lost = other.won[round]?.[index] ?? false;
      const seen = new Set([mine.seen[round]?.[index] ?? null, other.seen[round]?.[index] ?? null]);
      names += 1;
      iWon ||= won;
      otherWon ||= lost;
      if (won && lost) doubles += 1;
      else if (won === lost) orphans += 1;
      else if (seen.size > 1 || !seen.has(won ? mine.nonce : other.nonce)) doubles += 1;
    }
    if (iWon && otherWon) contested += 1;
  }
  const counts = { names, doubles, contested };
  if (doubles > 0) {
    return { ...counts, result: 'double', why: `${doubles} of ${names} names were taken by both machines.` };
  }
  if (orphans > 0) return { ...counts, result: 'unclear', why: `${orphans} of ${names} names were taken by nobody.` };
  if (contested < CONTESTED_ROUNDS) {
    return { ...counts, result: 'unclear', why: `The machines met in only ${contested} rounds of ${mine.won.length}.` };
  }
  return { ...counts, result: 'atomic', why: `${names} names in ${contested} contested rounds: one winner each.` };
}
