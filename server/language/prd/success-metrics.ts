import { labelKey } from '../inline-text.ts';
import type { ParsedDocument, Table, TableRow } from '../parse-document.ts';
import { perDocument } from '../per-document.ts';
import { isIntentPrd, prdSection } from './prd-sections.ts';
import type { PrdSection } from './prd-sections.ts';

export type MetricColumn = 'metric' | 'target' | 'cohort' | 'window' | 'other';

/** A table of metrics; `columns` says what each of its columns holds. */
export interface MetricTable {
  readonly table: Table;
  readonly columns: readonly MetricColumn[];
}

/** The success metrics of an intent PRD. */
export interface SuccessMetrics {
  readonly section: PrdSection;
  readonly tables: readonly MetricTable[];
}

/** Null where the document is no intent PRD, or has no such section. */
export const readSuccessMetrics: (document: ParsedDocument) => SuccessMetrics | null = perDocument((document) => {
  const section = prdSection(document, 'success metrics');
  if (!section || !isIntentPrd(document)) return null;
  const tables = document.tables
    .filter(({ header }) => header.line > section.heading.line && header.line < section.endLine)
    .flatMap((table) => {
      const columns = table.header.cells.slice(0, 50).map(columnOf);
      return columns.includes('metric') ? [{ table, columns }] : [];
    });
  return { section, tables };
});

const COLUMNS: readonly (readonly [MetricColumn, RegExp])[] = [
  ['metric', /^(?:metrics?|measures?|kpis?|indicators?|signals?|outcomes?)\b/],
  ['cohort', /\b(?:cohorts?|who|population|segments?|users?|groups?|audience|sample)\b/],
  [
    'window',
    /\b(?:windows?|when|by|timeframe|time frame|period|deadline|horizon|due|date|duration|timing|time|measured over)\b/,
  ],
  ['target', /\b(?:targets?|goal|threshold|value|success)\b/],
];

function columnOf(header: string): MetricColumn {
  const key = labelKey(header);
  return COLUMNS.find(([, words]) => words.test(key))?.[0] ?? 'other';
}

/** The words of the cell in that column; empty for a dash, which says nothing either. */
export function metricCell({ columns }: MetricTable, row: TableRow, column: MetricColumn): string {
  const text = (row.cells[columns.indexOf(column)] ?? '').trim();
  return /^[-–—?.…]{0,3}$/.test(text) ? '' : text;
}

/** What a cell of a new row or column says until its author writes it. */
export const METRIC_GUIDANCE: Readonly<Record<MetricColumn, string>> = {
  metric: 'what is measured',
  target: 'the number to reach',
  cohort: 'who is measured',
  window: 'over how long',
  other: '',
};
