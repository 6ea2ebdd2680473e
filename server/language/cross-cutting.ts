import { createLocator } from './field-lines.ts';
import { labelKey, plainText } from './inline-text.ts';
import { sectionKey } from './known-sections.ts';
import type { TextRange } from './line-index.ts';
import type { ParsedDocument } from './parse-document.ts';
import { perDocument } from './per-document.ts';
import { sectionEnd } from './sections.ts';
import { readNames, workstreamResolver } from './workstreams.ts';
import type { ResolveName } from './workstreams.ts';

/** A workstream as a cell names it. */
export interface NamedWorkstream {
  readonly written: string;
  /** Canonical name; null when no workstream has it. */
  readonly name: string | null;
  /** Exactly the words, without notes and `executor-`. */
  readonly range: TextRange;
}

/** A row of the table of cross-cutting concerns. The line is zero-based. */
export interface CrossCuttingConcern {
  readonly concern: string;
  /** Empty where the cell is empty or says `none`. */
  readonly owners: readonly NamedWorkstream[];
  /** What stands in the owner's cell without blanks around it, an empty range where nothing does; null without a cell. */
  readonly ownerRange: TextRange | null;
  readonly coordinatesWith: readonly NamedWorkstream[];
  readonly coordinatesRange: TextRange | null;
  readonly line: number;
}

const MAX_ROWS = 200;
const MAX_LINES = 1_000;
const MAX_COLUMNS = 5_000;

/** The rows of the section "Cross-Cutting Concerns", in order; a table without a column for owners is not read. */
export const readConcerns = perDocument((document: ParsedDocument): readonly CrossCuttingConcern[] => {
  const heading = document.headings.find(
    ({ text }) => /cutting/i.test(text) && /^cross ?cutting\b/.test(sectionKey(text)),
  );
  if (!heading) return [];
  const end = sectionEnd(document, heading);
  const resolve = workstreamResolver(document);
  const concerns: CrossCuttingConcern[] = [];
  let columns: Columns | null = null;
  for (let line = heading.line + 1; line < Math.min(end, heading.line + MAX_LINES); line += 1) {
    const text = document.visibleLine(line);
    if (!text.includes('|')) columns = null;
    else if (columns) concerns.push(...rowOf(document, line, columns, resolve));
    else if (DASHES.test(document.visibleLine(line + 1).slice(0, MAX_COLUMNS))) {
      columns = columnsOf(document, line);
      line += 1;
    }
    if (concerns.length >= MAX_ROWS) break;
  }
  return concerns;
});

/** The line below a table's header. Line ends of Windows leave a blank behind it. */
const DASHES = /^[\s|:-]*-[\s|:-]*$/;

interface Columns {
  readonly concern: number;
  readonly owner: number;
  /** -1 without one. */
  readonly others: number;
}

function columnsOf(document: ParsedDocument, line: number): Columns | null {
  const keys = cellsOf(document, line).map(({ text }) => labelKey(text));
  const owner = keys.findIndex((key) => /^(?:owners?|owned by|owning workstream|responsible)$/.test(key));
  if (owner < 0) return null;
  const concern = keys.findIndex((key) => /^(?:cross cutting )?(?:concern|topic)s?$/.test(key));
  const others = keys.findIndex((key) => /^coordinat(?:es?|ion)\b|^consumers?$/.test(key));
  return { concern: Math.max(0, concern), owner, others };
}

function rowOf(
  document: ParsedDocument,
  line: number,
  columns: Columns,
  resolve: ResolveName,
): readonly CrossCuttingConcern[] {
  const cells = cellsOf(document, line);
  const concern = plainText(cells[columns.concern]?.text ?? '');
  if (concern === '') return [];
  const ownerCell = cells[columns.owner] ?? null;
  const otherCell = columns.others < 0 ? null : (cells[columns.others] ?? null);
  return [
    {
      concern,
      owners: ownerCell ? namesOf(document, ownerCell, resolve) : [],
      ownerRange: ownerCell ? rangeOf(ownerCell) : null,
      coordinatesWith: otherCell ? namesOf(document, otherCell, resolve) : [],
      coordinatesRange: otherCell ? rangeOf(otherCell) : null,
      line,
    },
  ];
}

interface Cell {
  readonly text: string;
  readonly line: number;
  readonly character: number;
}

/** The cells of a row with their places; a `\|` does not end one. */
function cellsOf(document: ParsedDocument, line: number): readonly Cell[] {
  const row = document.visibleLine(line).slice(0, MAX_COLUMNS);
  const cells: Cell[] = [];
  let from = row.length - row.trimStart().length + (row.trimStart().startsWith('|') ? 1 : 0);
  for (let at = from; at <= row.length; at += 1) {
    if (at < row.length && (row[at] !== '|' || row[at - 1] === '\\')) continue;
    const raw = row.slice(from, at);
    const blank = raw.trim() === '';
    // An empty cell is one between two bars; what follows the last bar is none.
    if (at < row.length || !blank) {
      const lead = blank ? Math.min(1, raw.length) : raw.length - raw.trimStart().length;
      cells.push({ text: raw.trim(), line, character: from + lead });
    }
    from = at + 1;
  }
  return cells;
}

function rangeOf({ text, line, character }: Cell): TextRange {
  return { start: { line, character }, end: { line, character: character + text.length } };
}

function namesOf(document: ParsedDocument, cell: Cell, resolve: ResolveName): readonly NamedWorkstream[] {
  if (/^(?:tbd|tba|todo|unassigned|\?+)$/i.test(plainText(cell.text))) return [];
  const locate = createLocator(document, { ...cell, endLine: cell.line });
  return readNames(cell.text, resolve).map((written) => ({
    written,
    name: resolve(written),
    range: locate(written),
  }));
}
