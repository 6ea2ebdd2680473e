/** Marks of a fence that no text in these values can end: longer than any run of them in there. */
export function fenceFor(values: unknown): string {
  return '`'.repeat(Math.max(3, longestRun(values) + 1));
}

function longestRun(value: unknown): number {
  if (typeof value === 'string') {
    return [...value.matchAll(/`+/g)].reduce((longest, [run]) => Math.max(longest, run.length), 0);
  }
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((longest: number, one) => Math.max(longest, longestRun(one)), 0);
}
