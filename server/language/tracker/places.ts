import type { Field } from '../field-lines.ts';
import { MAX_LINE } from '../inline-text.ts';
import type { TextRange } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { normalizePhaseId } from '../phase-id.ts';
import type { FieldPlace } from './tracker.ts';

/** Columns in one line; `to` is behind the last one. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export function rangeAt(line: number, { from, to }: Span): TextRange {
  return { start: { line, character: from }, end: { line, character: to } };
}

/** The cells of a table row without the blanks around them, in the same order as the row's plain texts. */
export function cellSpans(row: string): readonly Span[] {
  const end = row.trimEnd().length;
  const spans: Span[] = [];
  let from = row.length - row.trimStart().length;
  if (row[from] === '|') from += 1;
  for (let at = from; at <= end; at += 1) {
    if (at < end && (row[at] !== '|' || row[at - 1] === '\\')) continue;
    spans.push(trimSpan(row, { from, to: at }));
    from = at + 1;
  }
  const last = spans.at(-1);
  if (spans.length > 1 && last && last.from === last.to) spans.pop();
  return spans;
}

/** The span without blanks at its ends; an empty one stands behind the first blank. */
export function trimSpan(text: string, { from, to }: Span): Span {
  const part = text.slice(from, to);
  const start = from + part.length - part.trimStart().length;
  if (start >= to) return { from: Math.min(from + 1, to), to: Math.min(from + 1, to) };
  return { from: start, to: from + part.trimEnd().length };
}

const ID = /\d{1,4}(?:\.\d{1,4})*[a-z]?(?![\p{L}\p{N}])|[一二三四五六七八九十]{1,3}/giu;

/** Where a text that introduces a phase writes its id; the whole span where it cannot be told. */
export function idSpan(text: string, span: Span, id: string, title: string): Span {
  const part = text.slice(span.from, span.to).slice(0, 400);
  const titleAt = title === '' ? -1 : part.indexOf(title);
  let found: Span | null = null;
  for (const match of part.matchAll(ID)) {
    if (titleAt >= 0 && match.index >= titleAt) break;
    if (normalizePhaseId(match[0]) !== id) continue;
    found = { from: span.from + match.index, to: span.from + match.index + match[0].length };
    if (titleAt < 0) break;
  }
  return found ?? span;
}

/** Where a field stands in its first lines; a value over several lines is given by the first of them. */
export function fieldPlace(document: ParsedDocument, { line, labelRange, valueRange, items }: Field): FieldPlace {
  const { start, end } = valueRange;
  const whole = document.visibleLine(start.line).slice(0, MAX_LINE).trimEnd().length;
  return {
    label: labelRange,
    value: start.line === end.line ? valueRange : rangeAt(start.line, { from: start.character, to: whole }),
    lastLine: Math.max(line, end.line, items.at(-1)?.line ?? line),
  };
}
