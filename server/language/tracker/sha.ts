const SHA = /(?<![0-9a-z])([0-9a-f]{7,64})(?![0-9a-z])/g;

/** The first commit id in the text, 7 to 64 hexadecimal digits, and its offset. `20260131` is a date. */
export function readSha(text: string): { readonly sha: string; readonly at: number } | null {
  for (const match of text.slice(0, 4000).matchAll(SHA)) {
    const sha = match[1] ?? '';
    if (!/^20\d{6}$/.test(sha)) return { sha, at: match.index };
  }
  return null;
}

/** Whether one of the two is the other, or its beginning. */
export function isSameCommit(left: string, right: string): boolean {
  return left.startsWith(right) || right.startsWith(left);
}
