import type { ParsedDocument } from '../parse-document.ts';

/** A file in which nothing but a title was written yet says nothing that could be wrong. */
export function isBlankPlan(document: ParsedDocument): boolean {
  const title = document.headings.find(({ level }) => level === 1);
  const from = title ? document.lines.end(title.line) : 0;
  return document.text.slice(from).trimStart() === '' && document.headings.length <= 1;
}
