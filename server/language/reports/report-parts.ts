import { beginItem, continueItem, readColumns, readField } from './report-items.ts';
import { keyOf, labelOf, readReportLines } from './report-lines.ts';
import type { Label, ReportLine } from './report-lines.ts';
import type { OpenItem, Reading, ReportParts, ReportShape } from './report-shape.ts';

/** Headings that begin something which no report asks for. */
const OTHER = /^(?:recommendations?|summary|conclusions?|notes?|next steps?|appendix|overview|follow ups?)\b/;
const BOLD = /^[^\p{L}\p{N}]{0,8}(?:\*\*|__)/u;
const BOLD_LABEL = /^(?:\*\*|__)[^*_]+(?:[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*[:：])$/;

/** Sorts the lines of a report into parts and items. What it cannot place belongs to what stands above it. */
export function readReportParts<Part extends string, Field extends string>(
  body: string,
  shape: ReportShape<Part, Field>,
): ReportParts<Part, Field> {
  const reading: Reading<Part, Field> = {
    shape,
    parts: new Map(),
    items: [],
    part: null,
    item: null,
    group: '',
    columns: null,
  };
  for (const line of readReportLines(body)) readLine(reading, line);
  return reading;
}

function readLine<Part extends string, Field extends string>(reading: Reading<Part, Field>, line: ReportLine): void {
  if (line.kind === 'row') return readRow(reading, line);
  reading.columns = null;
  if (line.kind === 'heading') readHeading(reading, line);
  else if (line.kind !== 'code') readText(reading, line);
  else if (reading.item) continueItem(reading.item, line);
  else addText(reading, line);
}

function readHeading<Part extends string, Field extends string>(reading: Reading<Part, Field>, line: ReportLine): void {
  const { shape } = reading;
  const label = knownLabel(reading, line) ?? wholeLabel(reading, line);
  const name = label && shape.partOf(label.key);
  if (label && name !== null) return openPart(reading, line, name, label);
  if (label && opensGroup(reading, line, label)) return;
  const open = reading.part;
  const isBelow = open !== null && (open.level === 0 || line.level > open.level);
  if (open !== null && open.name !== shape.items && !(isBelow && open.level > 0)) close(reading);
  if (label && takesField(reading, label)) {
    const field = shape.fieldOf(label.key);
    if (field !== null) readField(reading, line, field, label);
  } else if (reading.item?.began === 'label' && reading.item.level > 0 && line.level > reading.item.level) {
    continueItem(reading.item, line);
  } else if (!isBelow || OTHER.test(keyOf(line.text))) close(reading);
  else if (reading.part?.name === shape.items) beginItem(reading, line, 'heading', line.text);
  else addText(reading, line);
}

function readText<Part extends string, Field extends string>(reading: Reading<Part, Field>, line: ReportLine): void {
  const { shape, item } = reading;
  // Below `## Grade` stands `GAPS_FOUND`, which is no label here.
  if (reading.part?.name === shape.scalar) return addText(reading, line);
  const label = knownLabel(reading, line);
  const name = label && shape.partOf(label.key);
  if (label && name !== null) {
    if (name === shape.scalar && item && label.value !== '') return push(reading, name, label.value);
    if (mayOpenPart(reading, line)) return openPart(reading, line, name, label);
  }
  if (label && opensGroup(reading, line, label)) return;
  const field = label && shape.fieldOf(label.key);
  if (label && field !== null && takesField(reading, label)) return readField(reading, line, field, label);
  const began = line.kind === 'prose' && BOLD.test(line.text) ? 'bold' : line.kind;
  const isLabel = line.kind === 'prose' && line.indent === 0 && BOLD_LABEL.test(line.text);
  // `**Recommendation:**` on a line of its own begins something else.
  if (isLabel && reading.part?.level === 0 && item?.began !== 'bold') close(reading);
  else if (reading.part?.name !== shape.items) addText(reading, line);
  else if (item === null || beginsNext(item, line, began)) beginItem(reading, line, began, line.text);
  else continueItem(item, line);
}

function beginsNext<Field extends string>(item: OpenItem<Field>, line: ReportLine, began: string): boolean {
  if (line.indent > item.indent) return false;
  if (began === 'bullet' || began === 'number') return item.began === began || item.began === 'prose';
  return began === 'bold' && item.began === 'bold';
}

function readRow<Part extends string, Field extends string>(reading: Reading<Part, Field>, line: ReportLine): void {
  const { shape, part } = reading;
  const [label = '', value = ''] = line.cells;
  if (line.isHead) {
    reading.columns = columnsOf(reading, line);
    if (reading.columns || line.cells.length !== 2) return;
  }
  if (reading.columns) return readColumns(reading, line, reading.columns);
  if (line.cells.length === 2 && labelOf(`${label}:`, (key) => isKnown(shape, key))) {
    readText(reading, { ...line, kind: 'prose', text: `${label}: ${value}` });
  } else if (line.isHead) return;
  else if (part?.name === shape.items) beginItem(reading, line, 'row', line.text);
  else addText(reading, line);
}

/** What the columns of a table of items mean; null when its rows are something else. */
function columnsOf<Part extends string, Field extends string>(
  reading: Reading<Part, Field>,
  { cells }: ReportLine,
): readonly (Field | null)[] | null {
  const { shape, part } = reading;
  const keys = cells.map(keyOf);
  const columns = keys.map((key) => shape.fieldOf(key));
  const isItems = part?.name === shape.items;
  const named = columns.indexOf(shape.title);
  if (!isItems && (named < 0 || !shape.begins(keys[named] ?? '', part?.name ?? null))) return null;
  if (columns.filter((field) => field !== null).length < (named < 0 ? 1 : 2)) return null;
  // Without a column of titles, the first that says more than a number is one.
  const title = named < 0 ? keys.findIndex((key, at) => columns[at] === null && !/^(?:id|no|nr|)$/.test(key)) : named;
  return columns.map((field, at) => (at === title ? shape.title : field));
}

function openPart<Part extends string, Field extends string>(
  reading: Reading<Part, Field>,
  line: ReportLine,
  name: Part,
  { value }: Label,
): void {
  close(reading);
  const ownsList = value === '' && (line.kind === 'heading' || line.kind === 'prose');
  reading.part = { name, level: line.level, indent: line.indent, ownsList };
  if (value === '') return;
  if (name === reading.shape.items) beginItem(reading, { ...line, text: value, level: 0 }, 'prose', value);
  else push(reading, name, value);
}

/** Whether the label of a part in this line is one, and not the words of an entry: `- Tests: none cover it`. */
function mayOpenPart<Part extends string, Field extends string>(
  { part, item }: Reading<Part, Field>,
  { kind, indent }: ReportLine,
): boolean {
  if (part === null) return true;
  const isListed = kind === 'bullet' || kind === 'number';
  if (isListed && (part.ownsList || (item?.level ?? 0) > 0)) return false;
  if (item && indent > item.indent) return false;
  return part.level > 0 ? indent === 0 : indent <= part.indent;
}

function opensGroup<Part extends string, Field extends string>(
  reading: Reading<Part, Field>,
  line: ReportLine,
  { key, value }: Label,
): boolean {
  const { shape, part, item } = reading;
  const isItems = part?.name === shape.items;
  if (!shape.isGroup(key) || (!isItems && !key.includes(' gap'))) return false;
  if (value !== '') {
    reading.group = key;
    beginItem(reading, { ...line, text: value }, line.kind, value);
    reading.group = '';
    return true;
  }
  if (item && line.kind !== 'heading' && line.indent > item.indent) return false;
  if (!isItems) reading.part = { name: shape.items, level: line.level, indent: line.indent, ownsList: true };
  reading.item = null;
  reading.group = key;
  return true;
}

function takesField<Part extends string, Field extends string>(
  { shape, part }: Reading<Part, Field>,
  { key }: Label,
): boolean {
  return shape.fieldOf(key) !== null && (part?.name === shape.items || shape.begins(key, part?.name ?? null));
}

function knownLabel<Part extends string, Field extends string>(
  { shape }: Reading<Part, Field>,
  { text }: ReportLine,
): Label | null {
  return labelOf(text, (key) => isKnown(shape, key));
}

function wholeLabel<Part extends string, Field extends string>(
  { shape }: Reading<Part, Field>,
  { text }: ReportLine,
): Label | null {
  const key = keyOf(text);
  return isKnown(shape, key) ? { key, value: '', isMarked: false } : null;
}

function isKnown<Part extends string, Field extends string>(shape: ReportShape<Part, Field>, key: string): boolean {
  return shape.partOf(key) !== null || shape.fieldOf(key) !== null || shape.isGroup(key);
}

function addText<Part extends string, Field extends string>(reading: Reading<Part, Field>, line: ReportLine): void {
  const { part, shape } = reading;
  if (part === null || (part.name === shape.scalar && line.isUnchecked)) return;
  push(reading, part.name, line.text);
}

function push<Part extends string, Field extends string>(
  reading: Reading<Part, Field>,
  name: Part,
  text: string,
): void {
  const lines = reading.parts.get(name);
  if (lines) lines.push(text);
  else reading.parts.set(name, [text]);
  // A grade is one line; what stands below it is about something else.
  if (name === reading.shape.scalar && reading.part?.name === name) close(reading);
}

function close<Part extends string, Field extends string>(reading: Reading<Part, Field>): void {
  reading.part = null;
  reading.item = null;
  reading.group = '';
}
