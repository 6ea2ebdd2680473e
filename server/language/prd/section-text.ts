import type { ParsedDocument } from '../parse-document.ts';
import type { PrdSection } from './prd-sections.ts';

const MAX_TEXT = 100_000;

/** What a reader sees of a section, without its heading. */
export function sectionText(document: ParsedDocument, { heading, endLine }: PrdSection): string {
  const { lines } = document;
  const from = lines.start(heading.line + 1);
  return document.visible.slice(from, Math.min(lines.start(endLine), from + MAX_TEXT));
}
