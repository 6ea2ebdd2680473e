import type { Position, TextRange } from '../line-index.ts';
import type { Mention } from '../mentions.ts';
import type { ParsedDocument } from '../parse-document.ts';

/** More is no plan that a person wrote; whoever changes names refuses such a document instead of half of it. */
export const MAX_MENTIONS = 20_000;

/** In document order, without overlaps: of two that overlap, the one that was found first stays. */
export function inOrder(found: readonly Mention[]): readonly Mention[] {
  const sorted = found
    .map((mention, order) => ({ mention, order }))
    .sort((a, b) => comparePositions(a.mention.range.start, b.mention.range.start) || a.order - b.order);
  const kept: { mention: Mention; order: number }[] = [];
  for (const one of sorted) {
    const last = kept.at(-1);
    const apart = !last || comparePositions(last.mention.range.end, one.mention.range.start) <= 0;
    if (apart && kept.length >= MAX_MENTIONS) break;
    if (apart) kept.push(one);
    else if (one.order < last.order) kept[kept.length - 1] = one;
  }
  return kept.map(({ mention }) => mention);
}

export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

/** A range inside of one line. */
export function rangeIn(line: number, from: number, to: number): TextRange {
  return { start: { line, character: from }, end: { line, character: to } };
}

/** The words at a range that does not go beyond its line. */
export function textAt(document: ParsedDocument, { start, end }: TextRange): string {
  const from = document.lines.start(start.line);
  return document.text.slice(from + start.character, from + end.character);
}

/** The same range without its first columns. */
export function withoutFirst({ start, end }: TextRange, columns: number): TextRange {
  return { start: { line: start.line, character: start.character + columns }, end };
}

/** The last item that begins at the line or before it; items are in order. */
export function lastBefore<Item extends { readonly line: number }>(
  items: readonly Item[],
  line: number,
): Item | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}
