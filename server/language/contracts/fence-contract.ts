/** A contract in the fence by which it is found; the fence is longer than any that the body holds. */
export function fenceContract(body: string): string {
  const longest = Math.max(2, ...[...body.matchAll(/`{3,}/g)].map(([marks]) => marks.length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}contract\n${body.trimEnd()}\n${marks}`;
}
