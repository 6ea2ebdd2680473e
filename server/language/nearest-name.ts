import { nameKey } from './inline-text.ts';

/** The name most like the wanted one, if any is close enough to be a slip of the keyboard; null otherwise. */
export function nearestName(wanted: string, names: readonly string[]): string | null {
  const key = nameKey(wanted).slice(0, 64);
  let best: { name: string; score: number } | null = null;
  for (const name of names) {
    const other = nameKey(name).slice(0, 64);
    const distance = editDistance(key, other);
    const contained = key.length >= 3 && other.length >= 3 && (other.includes(key) || key.includes(other));
    const score = contained ? 0.3 : distance / Math.max(key.length, other.length, 1);
    if (score <= 0.45 && (best === null || score < best.score)) best = { name, score };
  }
  return best?.name ?? null;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
