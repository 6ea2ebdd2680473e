import { keyOf } from './report-lines.ts';
import type { Label, ReportLine } from './report-lines.ts';
import type { OpenItem, Reading } from './report-shape.ts';

const MAX_ITEMS = 200;

/** Begins an item; its text may hold further fields: `Missing check. Expected: 400. Actual: 500`. */
export function beginItem<Part extends string, Field extends string>(
  reading: Reading<Part, Field>,
  line: ReportLine,
  began: OpenItem<Field>['began'],
  text: string,
): void {
  const { title } = reading.shape;
  const item = openItem(reading, line, began);
  for (const segment of segmentsOf(text, reading)) put(item, segment.field ?? title, segment.text);
}

/** A line that begins with the label of a field, and may hold more of them. */
export function readField<Part extends string, Field extends string>(
  reading: Reading<Part, Field>,
  line: ReportLine,
  field: Field,
  label: Label,
): void {
  const { title } = reading.shape;
  const open = reading.item;
  // A field that the item has already belongs to the next one, which has no title.
  const isDeeper =
    open !== null && line.indent > open.indent && (field !== title || line.kind === 'prose' || isNamedAgain(open));
  const isNext = open === null || (open.fields.has(field) && !isDeeper);
  const item = isNext ? openItem(reading, line, 'label') : open;
  if (!isNext) item.lines.push(line.text);
  const [first, ...rest] = segmentsOf(label.value, reading);
  put(item, field, first?.field === null ? first.text : '');
  for (const segment of first?.field === null ? rest : [first, ...rest]) {
    if (segment) put(item, segment.field ?? field, segment.text);
  }
}

/** `1. **Missing check**` may say below what the gap is in full. */
function isNamedAgain<Field extends string>({ began, lines }: OpenItem<Field>): boolean {
  return began !== 'label' && lines.length === 1;
}

/** A row of a table whose head names the fields. */
export function readColumns<Part extends string, Field extends string>(
  reading: Reading<Part, Field>,
  line: ReportLine,
  columns: readonly (Field | null)[],
): void {
  const item = openItem(reading, line, 'row');
  for (const [at, cell] of line.cells.entries()) {
    const field = columns[at];
    if (field) put(item, field, cell);
  }
}

/** A line without a label: it goes on with what stands above it. */
export function continueItem<Field extends string>(item: OpenItem<Field>, line: ReportLine): void {
  item.lines.push(line.text);
  put(item, item.last, line.text);
}

function openItem<Part extends string, Field extends string>(
  reading: Reading<Part, Field>,
  line: ReportLine,
  began: OpenItem<Field>['began'],
): OpenItem<Field> {
  const { shape, group } = reading;
  if (reading.part?.name !== shape.items) {
    reading.part = { name: shape.items, level: line.level, indent: line.indent, ownsList: false };
  }
  const { indent, level } = line;
  const item = { fields: new Map(), lines: [line.text], group, indent, level, began, last: shape.title };
  // What is beyond any report is read to its end, and forgotten.
  if (reading.items.length < MAX_ITEMS) reading.items.push(item);
  reading.item = item;
  return item;
}

function put<Field extends string>(item: OpenItem<Field>, field: Field, text: string): void {
  const texts = item.fields.get(field);
  if (texts) texts.push(text);
  else item.fields.set(field, [text]);
  item.last = field;
}

interface Segment<Field> {
  readonly field: Field | null;
  readonly text: string;
}

const INLINE = /(?<![\p{L}\p{N}_])(?:\*\*|__)?(\p{L}[\p{L} ]{1,24})(?:\*\*|__)?\s{0,4}[:：](?:\*\*|__)?\s/gu;

/** Cuts a line at the labels in the middle of it. */
function segmentsOf<Part extends string, Field extends string>(
  text: string,
  { shape }: Reading<Part, Field>,
): readonly Segment<Field>[] {
  const segments: Segment<Field>[] = [];
  let field: Field | null = null;
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const next = shape.fieldOf(keyOf(match[1] ?? ''));
    if (next === null || next === shape.title) continue;
    segments.push({ field, text: text.slice(from, match.index).replace(/[\s|;,.(–—-]+$/, '') });
    field = next;
    from = match.index + match[0].length;
  }
  segments.push({ field, text: text.slice(from) });
  return segments.filter((segment) => segment.text.trim() !== '');
}
