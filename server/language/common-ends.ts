/** How many characters two texts share at the start, and how many of the rest at the end. */
export interface CommonEnds {
  readonly head: number;
  readonly tail: number;
}

export function commonEnds(before: string, after: string): CommonEnds {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before.charCodeAt(head) === after.charCodeAt(head)) head += 1;
  const limit = shorter - head;
  let tail = 0;
  while (tail < limit && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) {
    tail += 1;
  }
  return { head, tail };
}
