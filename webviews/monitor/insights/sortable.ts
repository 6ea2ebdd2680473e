import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { icon } from '../../kit/index.ts';
import type { InsightsScene } from './scene.ts';

export interface Column<Row> {
  /** Unique in its table; remembered. */
  readonly id: string;
  readonly title: string;
  readonly isNumber: boolean;
  /** What rows are sorted by; null goes last, whichever way. */
  value(row: Row): string | number | null;
  cell(row: Row): string;
  /** Below it, line by line, where there is more to know. */
  notes?(row: Row): readonly string[];
}

/** A table whose columns sort it by a click or by Enter on their title; the first column names the row. */
export function sortableTable<Row>(
  label: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  scene: InsightsScene,
): TemplateResult {
  const { column: sorted, descending } = scene.memory.sorting;
  const by = columns.find(({ id }) => id === sorted);
  const sort = ({ id, isNumber }: Column<Row>): void =>
    // First what people look for: the largest number, the first name.
    scene.remember({
      ...scene.memory,
      sorting: { column: id, descending: id === sorted ? !descending : isNumber },
    });
  const head = (column: Column<Row>): TemplateResult => {
    const direction = column.id !== sorted ? nothing : descending ? 'descending' : 'ascending';
    return html`<th scope="col" class=${column.isNumber ? 'number' : ''} aria-sort=${direction}>
      <button class="sort" @click=${() => sort(column)}>
        ${column.title}${direction === nothing ? nothing : icon(descending ? 'arrow-small-down' : 'arrow-small-up')}
      </button>
    </th>`;
  };
  return html`<div class="table-frame" tabindex="0" role="region" aria-label=${label}>
      <table class="sortable">
        <thead>
          <tr>
            ${columns.map(head)}
          </tr>
        </thead>
        <tbody>
          ${(by ? sortedBy(rows, by, descending) : rows).map((row) => rowView(columns, row))}
        </tbody>
      </table>
    </div>
    <p class="spoken" role="status">${sortWords(by?.title, descending)}</p>`;
}

function rowView<Row>(columns: readonly Column<Row>[], row: Row): TemplateResult {
  return html`<tr>
    ${columns.map((column, index) => (index === 0 ? html`<th scope="row">${cellView(column, row)}</th>` : dataCell(column, row)))}
  </tr>`;
}

export const dataCell = <Row>(column: Column<Row>, row: Row): TemplateResult =>
  html`<td class=${column.isNumber ? 'number' : ''}>${cellView(column, row)}</td>`;

const cellView = <Row>({ cell, notes }: Column<Row>, row: Row): TemplateResult =>
  html`${cell(row)}${(notes?.(row) ?? []).map((note) => html`<span class="more quiet">${note}</span>`)}`;

function sortWords(title: string | undefined, descending: boolean): string {
  if (title === undefined) return '';
  return descending ? l10n.t('Sorted by {0}, largest first', title) : l10n.t('Sorted by {0}, smallest first', title);
}

export function sortedBy<Row>(rows: readonly Row[], { value }: Column<Row>, descending: boolean): Row[] {
  return rows.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const order = typeof a === 'string' || typeof b === 'string' ? String(a).localeCompare(String(b)) : a - b;
    return descending ? -order : order;
  });
}
