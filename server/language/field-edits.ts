import type { Field, FieldItem } from './field-lines.ts';
import type { Position, TextRange } from './line-index.ts';
import { splitList, unwrapList } from './owned-files.ts';
import type { ParsedDocument } from './parse-document.ts';
import { newlineOf } from './text-edit.ts';
import type { TextEdit } from './text-edit.ts';

/** What a list that has lost its last entry says, so that nothing below it is taken for its value. */
const NOTHING = 'none';

export interface ListChange {
  /** What replaces a part: itself to keep it, null to drop it. */
  readonly change?: (part: string) => string | null;
  /** What comes behind the last part; a part may hold line breaks where the list has items. */
  readonly add?: readonly string[];
  /** Whether the value says that there is nothing, so that it goes once there is something. */
  readonly isNothing?: (value: string) => boolean;
}

/**
 * Changes a list, which is a value with commas, items below the label, or both, and keeps its form. A list that loses
 * everything says `none`.
 */
export function editList(
  document: ParsedDocument,
  field: Field,
  { change = (part) => part, add = [], isNothing = (value) => value === '' }: ListChange,
): readonly TextEdit[] {
  const kept = isNothing(field.value) && add.length > 0 ? null : changedText(field.value, change);
  const items = field.items.map((item) => ({ item, text: changedText(item.text, change) }));
  const edits = items.flatMap(({ item, text }) => {
    if (text === item.text) return [];
    return [text === null ? withoutItem(document, field, item) : { range: rangeOfItem(item), newText: text }];
  });
  const last = field.items.at(-1);
  if (last && items.some(({ text }) => text !== null)) {
    const value = kept === field.value || kept === null ? [] : [setValue(document, field, kept)];
    const gone = kept === null && field.value !== '' ? [setValue(document, field, '')] : [];
    return [...withoutOverlaps(edits), ...value, ...gone, ...newItems(document, field, last, add)];
  }
  const value = joined(kept ?? '', add);
  const nothing = value === '' && (field.value !== '' || items.length > 0);
  const removed = withoutOverlaps(edits);
  return value === field.value ? removed : [...removed, setValue(document, field, nothing ? NOTHING : value)];
}

function joined(value: string, add: readonly string[]): string {
  if (add.length === 0) return value;
  const inner = unwrapList(value);
  const all = [...(inner.trim() === '' ? [] : [inner]), ...add].join(', ');
  return inner === value ? all : `[${all}]`;
}

/** Null when no part is left. */
function changedText(text: string, change: (part: string) => string | null): string | null {
  const inner = unwrapList(text);
  const parts = splitList(inner);
  const changed = parts.map(change);
  if (changed.every((part, index) => part === parts[index])) return text;
  const left = changed.filter((part) => part !== null);
  if (left.length === 0) return null;
  return inner === text ? left.join(', ') : `[${left.join(', ')}]`;
}

function newItems(
  document: ParsedDocument,
  field: Field,
  last: FieldItem,
  add: readonly string[],
): readonly TextEdit[] {
  if (add.length === 0) return [];
  const prefix = document.lines.text(last.line).slice(0, last.character);
  const newline = newlineOf(document.text);
  const lines = add.map((part, index) => `${newline}${nextMarker(prefix, index + 1)}${part}`);
  const at = endOfLine(document, endOfItem(document, field, last) - 1);
  return [{ range: { start: at, end: at }, newText: lines.join('') }];
}

/** `  3. ` for the item behind `  2. `. */
function nextMarker(prefix: string, steps: number): string {
  return prefix.replace(
    /^(\s*)(\d{1,9})/,
    (_, indent: string, number: string) => indent + String(Number(number) + steps),
  );
}

/** A line such as that of `field`, with another label and value. */
export function lineLike(document: ParsedDocument, field: Field, label: string, value: string): string {
  const text = document.lines.text(field.line);
  const { start, end } = field.labelRange;
  const written = text.slice(start.character, end.character);
  const own = /^[a-z_]+$/.test(written) ? label.toLowerCase().replaceAll(' ', '_') : label;
  if (field.isHeading) {
    const newline = newlineOf(document.text);
    return `${text.slice(0, start.character)}${own}${value === '' ? '' : `${newline}${newline}${value}`}`;
  }
  const sameLine = field.valueRange.start.line === field.line;
  const marks = text.slice(end.character, sameLine ? field.valueRange.start.character : undefined).trimEnd();
  return `${text.slice(0, start.character)}${own}${marks}${value === '' ? '' : ` ${value}`}`;
}

/** Inserts whole lines below a field with all of its items. */
export function insertBelow(document: ParsedDocument, field: Field, lines: readonly string[]): readonly TextEdit[] {
  if (lines.length === 0) return [];
  const newline = newlineOf(document.text);
  const at = endOfLine(document, endOfField(document, field) - 1);
  return [{ range: { start: at, end: at }, newText: lines.map((line) => newline + line).join('') }];
}

/** First line behind the field, its value and its items with what belongs to them. */
export function endOfField(document: ParsedDocument, field: Field): number {
  const last = field.items.at(-1);
  return last ? endOfItem(document, field, last) : Math.max(field.line, field.valueRange.end.line) + 1;
}

/** Deletes whole lines; `to` is the first that stays. At the end of the document the blank lines above go too. */
export function deleteLines(document: ParsedDocument, from: number, to: number): TextEdit {
  const last = document.lines.count - 1;
  if (to <= last)
    return { range: { start: { line: from, character: 0 }, end: { line: to, character: 0 } }, newText: '' };
  let above = from - 1;
  while (above >= 0 && document.lines.text(above).trim() === '') above -= 1;
  const start = above < 0 ? { line: 0, character: 0 } : endOfLine(document, above);
  const ended = document.lines.text(last) === '' && above >= 0;
  return { range: { start, end: endOfLine(document, last) }, newText: ended ? newlineOf(document.text) : '' };
}

/**
 * Keeps edits apart that were made without knowing of each other. Deletions at the end of a document touch the same line
 * end and become one; what goes behind a line that is deleted goes in its place.
 */
export function withoutOverlaps(edits: readonly TextEdit[]): readonly TextEdit[] {
  const sorted = edits.toSorted((a, b) => order(a.range.start, b.range.start) || order(a.range.end, b.range.end));
  const result: TextEdit[] = [];
  for (const edit of sorted) {
    const before = result.at(-1);
    const overlaps = before !== undefined && order(edit.range.start, before.range.end) < 0;
    if (overlaps && before.newText + edit.newText.trim() === '') {
      const end = order(before.range.end, edit.range.end) > 0 ? before.range.end : edit.range.end;
      result[result.length - 1] = { range: { start: before.range.start, end }, newText: edit.newText };
    } else if (overlaps && before.newText === '' && order(edit.range.start, edit.range.end) === 0) {
      const newline = /^\r?\n/.exec(edit.newText)?.[0] ?? '';
      result[result.length - 1] = { ...before, newText: edit.newText.slice(newline.length) + newline };
    } else result.push(edit);
  }
  return result;
}

function order(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

export function endOfLine(document: ParsedDocument, line: number): Position {
  return { line, character: document.lines.end(line) - document.lines.start(line) };
}

function setValue(document: ParsedDocument, field: Field, value: string): TextEdit {
  const { start, end } = field.valueRange;
  const text = document.lines.text(start.line);
  const before = text.slice(0, start.character);
  // Where nothing stood, the blank behind the label is missing too.
  const blank = field.value === '' && value !== '' && !/\s$/.test(before) ? ' ' : '';
  return { range: { start, end }, newText: blank + value };
}

function rangeOfItem({ line, character, text }: FieldItem): TextRange {
  return { start: { line, character }, end: { line, character: character + text.length } };
}

function withoutItem(document: ParsedDocument, field: Field, item: FieldItem): TextEdit {
  return deleteLines(document, item.line, endOfItem(document, field, item));
}

const MAX_CONTINUED = 50;

/** First line behind an item and the deeper lines that go on with it. */
export function endOfItem(document: ParsedDocument, field: Field, item: FieldItem): number {
  const next = field.items.find(({ line }) => line > item.line)?.line ?? document.lines.count;
  const limit = Math.min(next, item.line + MAX_CONTINUED);
  let line = item.line + 1;
  while (line < limit) {
    const text = document.lines.text(line);
    const indent = text.length - text.trimStart().length;
    if (text.trim() === '' || indent <= item.indent || /^(?:#|[-*+]\s)/.test(text.trimStart())) break;
    line += 1;
  }
  return line;
}
