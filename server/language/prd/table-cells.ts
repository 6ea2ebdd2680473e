import type { ParsedDocument } from '../parse-document.ts';

/** A cell of a table as written. Columns are those of its line. */
export interface TableCell {
  /** With comments, which a reader does not see. */
  readonly text: string;
  /** From its first to behind its last visible word. */
  readonly from: number;
  readonly to: number;
  /** Behind its `|`, or behind the row. */
  readonly end: number;
}

/** A row is longer only where it is none. */
const MAX_ROW = 20_000;

/** The cells of a row of a table, with their places; a `\|` does not end one, and the last may lack its `|`. */
export function tableCells(document: ParsedDocument, line: number): readonly TableCell[] {
  const row = document.visibleLine(line).slice(0, MAX_ROW);
  const written = document.lines.text(line);
  const cells: TableCell[] = [];
  let from = row.search(/\S/);
  if (from < 0) return [];
  if (row[from] === '|') from += 1;
  for (let at = from; at <= row.length; at += 1) {
    if (at < row.length && (row[at] !== '|' || row[at - 1] === '\\')) continue;
    const seen = row.slice(from, at);
    if (at < row.length || seen.trim() !== '') {
      const start = from + (seen.length - seen.trimStart().length);
      const to = Math.max(start, from + seen.trimEnd().length);
      cells.push({ text: written.slice(from, at).trim(), from: start, to, end: Math.min(at + 1, row.length) });
    }
    from = at + 1;
  }
  return cells;
}

/** A row of those texts, indented as the row that it replaces. */
export function tableRow(cells: readonly string[], indent = ''): string {
  return `${indent}| ${cells.join(' | ')} |`;
}
