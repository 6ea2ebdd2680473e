/** What of a list is other than before: `old` from `from` to `oldTo` became `wanted` from `from` to `newTo`. */
export interface ChangedLines {
  readonly from: number;
  readonly oldTo: number;
  readonly newTo: number;
}

/** What stands at the beginning and the end of both stays as it is. */
export function changedLines(old: readonly string[], wanted: readonly string[]): ChangedLines {
  const shorter = Math.min(old.length, wanted.length);
  let from = 0;
  while (from < shorter && old[from] === wanted[from]) from += 1;
  let same = 0;
  while (same < shorter - from && old[old.length - 1 - same] === wanted[wanted.length - 1 - same]) same += 1;
  return { from, oldTo: old.length - same, newTo: wanted.length - same };
}
