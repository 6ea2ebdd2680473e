import { printable } from './io.ts';

const WIDEST = 40;

/** Columns as wide as what they hold, at most 40 characters; the last one is left as it is. */
export function table(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((cells) => cells.map((cell) => printable(cell.replaceAll(/\s+/g, ' '))));
  const last = (shown[0]?.length ?? 0) - 1;
  const widths = (shown[0] ?? []).map((_, column) =>
    Math.min(WIDEST, Math.max(...shown.map((cells) => cells[column]?.length ?? 0))),
  );
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => (column === last ? cell : cell.padEnd(widths[column] ?? 0))).join('  ');
  return shown.map((cells) => `${line(cells).trimEnd()}\n`).join('');
}
