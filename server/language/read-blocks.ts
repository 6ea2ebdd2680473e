import type { Tree } from '@lezer/common';
import { plainText } from './inline-text.ts';
import type { LineIndex } from './line-index.ts';
import type { Heading, ParsedDocument, Table, TableRow } from './parse-document.ts';
import type { UnchangedLines } from './per-section.ts';

const HEADING = /^(ATX|Setext)Heading([1-6])$/;

/** The headings and tables that stand in the document itself; `reusable` spares reading those that an edit left alone. */
export function readBlocks(
  tree: Tree,
  visible: string,
  lines: LineIndex,
  reusable: Reusable | undefined,
): { headings: Heading[]; tables: Table[] } {
  const headings: Heading[] = [];
  const tables: Table[] = [];
  tree.iterate({
    enter: (node) => {
      const kind = HEADING.exec(node.name);
      if (kind) {
        const line = lines.lineAt(node.from);
        const level = Number(kind[2]);
        const known = kind[1] === 'ATX' ? reusable?.heading(line, level) : undefined;
        const heading = known ?? readHeading(visible.slice(node.from, node.to), kind[1] === 'ATX', level, line);
        if (heading) headings.push(heading);
        return false;
      }
      if (node.name === 'Table') {
        const first = lines.lineAt(node.from);
        const last = lines.lineAt(Math.max(node.from, node.to - 1));
        const table = reusable?.table(first, last + 1) ?? readTable(first, last, visible, lines);
        if (table) tables.push(table);
        return false;
      }
      return node.name === 'Document' ? undefined : false;
    },
  });
  return { headings, tables };
}

/** Headings and tables of the document before, by the line where they begin, as far as all their lines are the same. */
export interface Reusable {
  heading(line: number, level: number): Heading | undefined;
  table(line: number, endLine: number): Table | undefined;
}

/** What may be taken over from the document before the edit. */
export function reusableBlocks(
  previous: ParsedDocument,
  { head, tail, shift }: UnchangedLines,
  lines: LineIndex,
): Reusable {
  const headings = new Map(previous.headings.map((heading) => [heading.line, heading]));
  const tables = new Map(previous.tables.map((table) => [table.header.line, table]));
  const isSame = (from: number, to: number): boolean => to <= head || (shift === 0 && from >= lines.count - tail);
  return {
    heading(line, level) {
      const known = isSame(line, line + 1) ? headings.get(line) : undefined;
      return known?.level === level ? known : undefined;
    },
    table(line, endLine) {
      const known = isSame(line, endLine) ? tables.get(line) : undefined;
      return known?.endLine === endLine ? known : undefined;
    },
  };
}

function readHeading(source: string, isAtx: boolean, level: number, line: number): Heading | null {
  const content = isAtx ? source.replace(/^\s*#{1,6}/, '') : source.replace(/\n[^\n]*$/, '');
  // A paragraph with a rule right under it is a heading to CommonMark only, not to its author.
  if (!isAtx && !/^[^\n]{1,100}[^\n.:;,]\s*$/.test(content)) return null;
  return { level, text: plainText(content), line };
}

function readTable(first: number, last: number, visible: string, lines: LineIndex): Table | null {
  const rows: TableRow[] = [];
  for (let line = first; line <= last; line += 1) {
    // The second line is the row of dashes.
    if (line === first + 1) continue;
    rows.push({ line, cells: splitCells(visible.slice(lines.start(line), lines.end(line))) });
  }
  const [header, ...rest] = rows;
  return header ? { header, rows: rest, endLine: last + 1 } : null;
}

/** Cells of a table row as plain text; a `\|` does not end a cell. */
function splitCells(row: string): readonly string[] {
  const cells = row
    .trim()
    .replace(/^\|/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => plainText(cell.replaceAll('\\|', '|')));
  if (cells.length > 1 && cells.at(-1) === '') cells.pop();
  return cells;
}
