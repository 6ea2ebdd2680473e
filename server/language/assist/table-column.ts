import { labelKey } from '../inline-text.ts';
import type { Position } from '../line-index.ts';
import type { ParsedDocument, Table } from '../parse-document.ts';

export interface TableColumn {
  readonly table: Table;
  /** Line of the table's header. */
  readonly header: number;
  /** The label key of the column's header cell. */
  readonly key: string;
  /** What stands in the cell in front of the position, as written. */
  readonly before: string;
  /** What stands in the whole cell, trimmed. */
  readonly cell: string;
}

const MAX_LINE = 4000;

/** The column of a table in which the position stands; null outside of tables and in a header. */
export function columnAt(document: ParsedDocument, { line, character }: Position): TableColumn | null {
  const row = document.visibleLine(line).slice(0, MAX_LINE);
  if (!row.includes('|') || character > row.length) return null;
  const table = tableAt(document.tables, line);
  if (!table) return null;
  const cells = row.slice(0, character).split(/(?<!\\)\|/);
  const leading = row.trimStart().startsWith('|') ? 1 : 0;
  const before = cells.at(-1) ?? '';
  const behind = /^(?:\\\||[^|])*/.exec(row.slice(character))?.[0] ?? '';
  const header = table.header.cells[cells.length - 1 - leading];
  if (header === undefined || cells.length - 1 < leading) return null;
  return {
    table,
    header: table.header.line,
    key: labelKey(header),
    before: before.trimStart(),
    cell: `${before}${behind}`.trim(),
  };
}

function tableAt(tables: readonly Table[], line: number): Table | null {
  let low = 0;
  let high = tables.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const table = tables[middle];
    if (!table) return null;
    if (line >= table.endLine) low = middle + 1;
    else if (line < table.header.line) high = middle - 1;
    else return line > table.header.line + 1 ? table : null;
  }
  return null;
}
