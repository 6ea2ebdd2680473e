import type { Fence } from '../fences.ts';
import type { ParsedDocument } from '../parse-document.ts';
import type { Heading } from '../parse-document.ts';

/** The fence that holds the line, its marks included. */
export function fenceAt(document: ParsedDocument, line: number): Fence | null {
  const fence = lastUntil(document.fences, line);
  return fence && line < fence.endLine ? fence : null;
}

/** The headings that the line stands under, the nearest first; a heading stands under itself. */
export function headingsAbove(document: ParsedDocument, line: number): readonly Heading[] {
  const { headings } = document;
  const above: Heading[] = [];
  let level = 7;
  for (let index = indexUntil(headings, line); index >= 0 && level > 1; index -= 1) {
    const heading = headings[index];
    if (!heading || heading.level >= level) continue;
    above.push(heading);
    level = heading.level;
  }
  return above;
}

function lastUntil<Item extends { readonly line: number }>(items: readonly Item[], line: number): Item | null {
  return items[indexUntil(items, line)] ?? null;
}

/** Index of the last item that begins at the line or before it; -1 when there is none. */
function indexUntil(items: readonly { readonly line: number }[], line: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
