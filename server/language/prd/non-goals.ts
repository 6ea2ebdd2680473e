import type { TextRange } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { isIntentPrd, prdSection } from './prd-sections.ts';

export interface NonGoal {
  /** Without its mark, with its following lines and the points below it. */
  readonly text: string;
  /** The words of its first line. */
  readonly range: TextRange;
  /** Where its last line ends. */
  readonly end: { readonly line: number; readonly character: number };
}

const MAX_LINES = 500;
const MAX_TEXT = 500;
const ITEM = /^(\s*)(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)/;

/** The points of the list of non-goals of an intent PRD; empty for any other document. */
export function readNonGoals(document: ParsedDocument): readonly NonGoal[] {
  const section = prdSection(document, 'non goals');
  if (!section || !isIntentPrd(document)) return [];
  const found: { text: string; range: TextRange; end: NonGoal['end']; indent: number }[] = [];
  const end = Math.min(section.endLine, section.heading.line + MAX_LINES);
  let open = false;
  for (let line = section.heading.line + 1; line < end; line += 1) {
    const text = document.visibleLine(line).slice(0, 2000);
    const words = text.trim();
    const item = ITEM.exec(text);
    const indent = item?.[1]?.length ?? 0;
    const current = found.at(-1);
    if (item && (!current || indent <= current.indent)) {
      const to = text.trimEnd().length;
      const range = { start: { line, character: item[0].length }, end: { line, character: to } };
      found.push({ text: text.slice(item[0].length).trim().slice(0, MAX_TEXT), range, end: range.end, indent });
      open = true;
    } else if (words === '' || words.startsWith('#')) open = false;
    else if (current && (open || item || /^\s{2}/.test(text))) {
      // A point below it may hold the reason; what is added to the sentence goes to the end of its own lines.
      const more = item ? `— ${words.slice(item[0].trim().length)}` : words;
      current.text = `${current.text} ${more}`.slice(0, MAX_TEXT);
      if (!item && open) current.end = { line, character: text.trimEnd().length };
    }
  }
  return found;
}
