import type { ParsedDocument } from '../parse-document.ts';
import { perDocument } from '../per-document.ts';
import { readPhaseMention } from '../phase-mention.ts';
import { readPhases } from '../prd.ts';
import { headingBehind, sectionEnd } from '../sections.ts';
import { MAY_NAME_PHASE, phaseWordLines } from './phase-words.ts';

/** A place that introduces a phase and says something of it. */
export interface PhaseIntroduction {
  readonly id: string;
  readonly title: string;
  readonly line: number;
  /** Two of one plan have the same: the heading that they stand under, and their own level. */
  readonly plan: string;
}

/** `Phase 1: Deliverables` is a part of a phase that was introduced before. */
const PART =
  /^(?:summary|overview|deliverables|goals?|validation|success|scope|tasks|notes|timeline|status|results?|tests?|testing|details|risks|exit|acceptance|checklist|review|retrospective|done|complete)\b|\b(?:continued|cont\.|part \w{1,3})\s*\)?$/i;
const BOLD = /^\s{0,8}(?:(?:[-*+]|\d{1,3}[.)])\s+)?(?:\*\*|__)(.{1,300}?)(?:\*\*|__)(.{0,300})/;

/**
 * Every introduction of a phase in document order, those of one id too; `readPhases` keeps the best of each. Only the
 * form in which the document's phases are written is looked at: headings, or else bold lines.
 */
export const readPhaseIntroductions: (document: ParsedDocument) => readonly PhaseIntroduction[] = perDocument(
  (document) => {
    const form = readPhases(document).find((phase) => phase.form === 'heading' || phase.form === 'bold')?.form;
    if (form === 'heading') return fromHeadings(document);
    return form === 'bold' ? fromBoldLines(document) : [];
  },
);

function fromHeadings(document: ParsedDocument): readonly PhaseIntroduction[] {
  const found: PhaseIntroduction[] = [];
  /** The headings that are open at this place, from the outside in. */
  const open: { readonly level: number; readonly line: number }[] = [];
  for (const heading of document.headings) {
    while ((open.at(-1)?.level ?? 0) >= heading.level) open.pop();
    const parent = open.at(-1)?.line ?? -1;
    open.push(heading);
    const mention = MAY_NAME_PHASE.test(heading.text) ? readPhaseMention(heading.text) : null;
    if (!mention?.separated || PART.test(mention.title)) continue;
    if (!saysSomething(document, heading.line, sectionEnd(document, heading))) continue;
    found.push({ id: mention.id, title: mention.title, line: heading.line, plan: `${parent} ${heading.level}` });
  }
  return found;
}

function fromBoldLines(document: ParsedDocument): readonly PhaseIntroduction[] {
  const headings = document.headings;
  const found: PhaseIntroduction[] = [];
  let next = 0;
  for (const line of phaseWordLines(document)) {
    while (next < headings.length && (headings[next]?.line ?? 0) <= line) next += 1;
    const bold = BOLD.exec(document.visibleLine(line).slice(0, 700));
    const mention = bold ? readPhaseMention(`${bold[1] ?? ''}${bold[2] ?? ''}`) : null;
    if (!mention?.separated || PART.test(mention.title)) continue;
    const end = headingBehind(document, line)?.line ?? document.lines.count;
    if (!saysSomething(document, line, end)) continue;
    const indent = /^\s*/.exec(document.visibleLine(line))?.[0].length ?? 0;
    found.push({ id: mention.id, title: mention.title, line, plan: `${next} ${indent}` });
  }
  return found;
}

/** An entry of an overview has nothing below it, or the next entry at once. */
function saysSomething(document: ParsedDocument, line: number, end: number): boolean {
  for (let at = line + 1; at < Math.min(end, line + 10); at += 1) {
    const text = document.visibleLine(at).trim();
    if (text !== '') return readPhaseMention(text.slice(0, 200)) === null;
  }
  return false;
}
