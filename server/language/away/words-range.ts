import type { AwayEntry } from '#schemas/document/away-plan.ts';
import { MAX_LINE } from '../inline-text.ts';
import type { TextRange } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { rangeAt } from '../tracker/places.ts';

const MAX_LINES = 40;

/** Where words of an entry stand; the lines that continue an entry were joined, so it may be a later line. */
export function wordsRange(document: ParsedDocument, { range, endLine }: AwayEntry, words: string): TextRange {
  for (let line = range.start.line; line < Math.min(endLine, range.start.line + MAX_LINES); line += 1) {
    const from = line === range.start.line ? range.start.character : 0;
    const at = document.visibleLine(line).slice(0, MAX_LINE).indexOf(words, from);
    if (at >= 0) return rangeAt(line, { from: at, to: at + words.length });
  }
  return range;
}
