/** The candidate that a person most likely meant, or null when none is near: at most a third of the letters differ. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const typed = word.slice(0, 64).toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(typed, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  const allowed = Math.max(1, Math.ceil(typed.length / 3));
  return best !== undefined && best.distance <= allowed ? best.candidate : null;
}

/** Letters to insert, delete, exchange or swap with their neighbour. */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, index) => index)];
  const cell = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= from.length; i += 1) {
    rows[i] = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const simple = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + (same ? 0 : 1));
      rows[i]?.push(swapped ? Math.min(simple, cell(i - 2, j - 2) + 1) : simple);
    }
  }
  return cell(from.length, to.length);
}
