/** Where a caret at `at` stands when `old` has become `next`: behind the same words where they are still there. */
export function movedCaret(old: string, next: string, at: number): number {
  const shorter = Math.min(old.length, next.length);
  let same = 0;
  while (same < shorter && old[same] === next[same]) same += 1;
  if (at <= same) return at;
  let behind = 0;
  while (behind < shorter - same && old.at(-1 - behind) === next.at(-1 - behind)) behind += 1;
  return at >= old.length - behind ? at + next.length - old.length : next.length - behind;
}
