import type { ParsedDocument } from '../../../language/parse-document.ts';
import type { TextEdit } from '../../../language/text-edit.ts';

/** One edit that turns the document into the text and leaves their common head and tail alone; null for no change. */
export function smallestEdit({ text: before, lines }: ParsedDocument, after: string): TextEdit | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before.charCodeAt(head) === after.charCodeAt(head)) head += 1;
  // Whole lines: half of a surrogate pair or of `\r\n` is no place for an edit.
  const from = lines.start(lines.lineAt(head));
  let tail = 0;
  while (
    tail < shorter - from &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail += 1;
  }
  const end = lines.lineAt(before.length - tail);
  const to = end + 1 < lines.count ? lines.start(end + 1) : before.length;
  const range = { start: lines.positionAt(from), end: lines.positionAt(to) };
  return { range, newText: after.slice(from, after.length - (before.length - to)) };
}
