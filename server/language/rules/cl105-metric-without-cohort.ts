import type { TextRange } from '../line-index.ts';
import { rangeOfLine } from '../line-index.ts';
import type { ParsedDocument, TableRow } from '../parse-document.ts';
import { metricCell, METRIC_GUIDANCE, readSuccessMetrics } from '../prd/success-metrics.ts';
import type { MetricTable } from '../prd/success-metrics.ts';
import { tableCells, tableRow } from '../prd/table-cells.ts';
import type { TextEdit } from '../text-edit.ts';
import type { Report, Rule } from './rule.ts';

const MAX_REPORTS = 50;
const MAX_ROWS = 500;

type Wanted = 'cohort' | 'window';

const TITLES: Readonly<Record<Wanted, string>> = { cohort: 'Cohort', window: 'Window' };

export const metricWithoutCohort: Rule = {
  id: 'CL105',
  title: 'Metric without a cohort or a window',
  rationale:
    'A number alone can always be reached: by counting other people, or by waiting longer. A metric decides something only when it says who is measured and over how long.',
  kinds: ['prd'],
  defaultSeverity: 'warning',
  check: (document, { path }) =>
    (readSuccessMetrics(document)?.tables ?? [])
      .flatMap((metrics) => {
        const absent = wanted.filter((column) => !metrics.columns.includes(column));
        const rows = filledRows(metrics);
        if (rows.length === 0) return [];
        const header = absent.length > 0 ? [headerReport(document, path, metrics, absent)] : [];
        return [...header, ...rows.flatMap((row) => rowReport(document, path, metrics, row))];
      })
      .slice(0, MAX_REPORTS),
};

const wanted: readonly Wanted[] = ['cohort', 'window'];

/** A row without a metric is not written yet. */
function filledRows(metrics: MetricTable): readonly TableRow[] {
  return metrics.table.rows.slice(0, MAX_ROWS).filter((row) => metricCell(metrics, row, 'metric') !== '');
}

function headerReport(
  document: ParsedDocument,
  path: string,
  { table }: MetricTable,
  absent: readonly Wanted[],
): Report {
  const names = absent.map((column) => `"${TITLES[column]}"`);
  return {
    range: rangeOfLine(document.lines, table.header.line),
    message: `The metrics have no ${names.join(' and no ')} column, so nobody can tell ${absent.map((column) => (column === 'cohort' ? 'who is measured' : 'over how long')).join(' and ')}. Add ${names.length === 1 ? 'it' : 'them'}.`,
    fixes: [
      {
        title: `Add ${names.length === 1 ? 'a column' : 'columns'} ${names.join(' and ')}`,
        safe: false,
        changes: () => [{ kind: 'edit', path, edits: columnEdits(document, table, absent) }],
      },
    ],
  };
}

function columnEdits(
  document: ParsedDocument,
  table: MetricTable['table'],
  absent: readonly Wanted[],
): readonly TextEdit[] {
  const { line } = table.header;
  const columns = table.header.cells.length;
  return [
    append(
      document,
      line,
      columns,
      absent.map((column) => TITLES[column]),
    ),
    append(
      document,
      line + 1,
      columns,
      absent.map(() => '---'),
    ),
    ...table.rows.map((row) =>
      append(
        document,
        row.line,
        columns,
        absent.map((column) => METRIC_GUIDANCE[column]),
      ),
    ),
  ];
}

/** The row with so many cells, and further ones behind them. */
function append(document: ParsedDocument, line: number, columns: number, cells: readonly string[]): TextEdit {
  const own = tableCells(document, line).map(({ text }) => text);
  const filled = Array.from({ length: columns }, (_, index) => own[index] ?? '');
  return replaceRow(document, line, [...filled, ...cells]);
}

function replaceRow(document: ParsedDocument, line: number, cells: readonly string[]): TextEdit {
  const { start, end } = rangeOfLine(document.lines, line);
  // What stands behind the last cell, such as a comment, stays.
  const character = tableCells(document, line).at(-1)?.end ?? end.character;
  return { range: { start, end: { line, character } }, newText: tableRow(cells) };
}

function rowReport(document: ParsedDocument, path: string, metrics: MetricTable, row: TableRow): readonly Report[] {
  const empty = wanted.filter((column) => metrics.columns.includes(column) && metricCell(metrics, row, column) === '');
  if (empty.length === 0) return [];
  const name = metricCell(metrics, row, 'metric');
  return [
    {
      range: rangeOfMetric(document, metrics, row),
      message: `The metric "${name.length > 60 ? `${name.slice(0, 59)}…` : name}" has no ${empty.join(' and no ')}. Write ${empty.map((column) => (column === 'cohort' ? 'who is measured' : 'over how long')).join(' and ')}.`,
      fixes: [
        {
          title: `Fill in the ${empty.join(' and the ')}`,
          safe: false,
          changes: () => {
            const own = tableCells(document, row.line).map(({ text }) => text);
            const cells = Array.from({ length: Math.max(own.length, metrics.columns.length) }, (_, index) => {
              const column = metrics.columns[index];
              const first = column !== undefined && metrics.columns.indexOf(column) === index;
              if (first && empty.some((one) => one === column)) return METRIC_GUIDANCE[column];
              return own[index] ?? '';
            });
            return [{ kind: 'edit', path, edits: [replaceRow(document, row.line, cells)] }];
          },
        },
      ],
    },
  ];
}

function rangeOfMetric(document: ParsedDocument, { columns }: MetricTable, row: TableRow): TextRange {
  const cell = tableCells(document, row.line)[columns.indexOf('metric')];
  if (!cell) return rangeOfLine(document.lines, row.line);
  return { start: { line: row.line, character: cell.from }, end: { line: row.line, character: cell.to } };
}
