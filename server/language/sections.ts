import { sectionKey } from './known-sections.ts';
import type { Heading, ParsedDocument } from './parse-document.ts';

/** First line behind the section: the next heading of the same level or a higher one, or the document's end. */
export function sectionEnd(document: ParsedDocument, start: { readonly line: number; readonly level: number }): number {
  const { headings } = document;
  // Headings are in order, so the first one behind the line is found by halving; big trackers have hundreds.
  let low = 0;
  let high = headings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((headings[middle]?.line ?? 0) <= start.line) low = middle + 1;
    else high = middle;
  }
  for (let index = low; index < headings.length; index += 1) {
    const heading = headings[index];
    if (heading && heading.level <= start.level) return heading.line;
  }
  return document.lines.count;
}

/** The first heading whose section key passes, such as `workstreams` for `## 4. Workstreams`. */
export function findSection(document: ParsedDocument, matches: (key: string) => boolean): Heading | null {
  return document.headings.find((heading) => matches(sectionKey(heading.text))) ?? null;
}
