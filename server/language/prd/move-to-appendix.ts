import type { ParsedDocument } from '../parse-document.ts';
import { readPhases } from '../prd.ts';
import { headingBehind, sectionEnd } from '../sections.ts';
import type { TextEdit } from '../text-edit.ts';
import type { EngineeringPart } from './engineering.ts';
import { insertBlock } from './insert-block.ts';
import { prdSection } from './prd-sections.ts';

/** Moves lines behind the phases, into the appendix; one is begun at the end of the document where there is none. */
export function moveToAppendix(document: ParsedDocument, part: EngineeringPart): readonly TextEdit[] {
  const { lines } = document;
  const appendix = document.headings.find(
    ({ text, line }) => line >= part.endLine && /^(?:\d+\.?\s+)?(?:appendi(?:x|ces)|annex)\b/i.test(text),
  );
  const level = appendix?.level ?? levelOfSections(document);
  const moved = deepen(document, part, level + 1);
  const block = appendix ? moved : `${'#'.repeat(level)} Appendix\n\n${moved}`;
  // Of the blank lines around it, those above it stay.
  let end = part.endLine;
  while (end < lines.count - 1 && lines.text(end).trim() === '' && lines.text(part.line - 1).trim() === '') end += 1;
  const removed = {
    range: { start: { line: part.line, character: 0 }, end: { line: end, character: 0 } },
    newText: '',
  };
  return [removed, insertBlock(document, appendix ? sectionEnd(document, appendix) : lines.count, block)];
}

/** The part's lines joined by `\n`, its headings at least of that level. */
function deepen(document: ParsedDocument, part: EngineeringPart, least: number): string {
  const by = part.kind === 'section' ? Math.max(0, least - part.heading.level) : 0;
  const marks = new Map<number, number>();
  let heading = by > 0 ? headingBehind(document, part.line - 1) : undefined;
  while (heading && heading.line < part.endLine) {
    marks.set(heading.line, heading.level);
    heading = headingBehind(document, heading.line);
  }
  const text: string[] = [];
  for (let line = part.line; line < part.endLine; line += 1) {
    const own = document.lines.text(line);
    const level = marks.get(line);
    const isAtx = level !== undefined && /^\s{0,3}#/.test(own);
    text.push(isAtx ? `${'#'.repeat(Math.min(6, level + by))}${own.trimStart().slice(level)}` : own);
  }
  return text.join('\n').trimEnd();
}

/** An appendix must end the last phase, so it is not deeper than what the phases stand in. */
function levelOfSections(document: ParsedDocument): number {
  const section = prdSection(document, 'implementation phases')?.heading.level;
  const first = readPhases(document)[0];
  const phase = document.headings.find(({ line }) => line === first?.line)?.level;
  return Math.min(section ?? 2, phase ?? 2);
}
