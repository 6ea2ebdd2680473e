import type { Fence } from './fences.ts';
import type { Heading, ParsedDocument } from './parse-document.ts';

/** Index of the first item behind the line; items are in order, and hostile documents have very many. */
function firstBehind(items: readonly { readonly line: number }[], line: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First line behind the section: the next heading of the same level or a higher one, or the document's end. */
export function sectionEnd(document: ParsedDocument, start: { readonly line: number; readonly level: number }): number {
  const { headings } = document;
  for (let index = firstBehind(headings, start.line); index < headings.length; index += 1) {
    const heading = headings[index];
    if (heading && heading.level <= start.level) return heading.line;
  }
  return document.lines.count;
}

/** The next heading of any level behind the line. */
export function headingBehind(document: ParsedDocument, line: number): Heading | undefined {
  return document.headings[firstBehind(document.headings, line)];
}

/** Fences that begin behind `line` and before `end`. */
export function fencesBetween(document: ParsedDocument, line: number, end: number): readonly Fence[] {
  const from = firstBehind(document.fences, line);
  return document.fences.slice(from, firstBehind(document.fences, end - 1));
}
