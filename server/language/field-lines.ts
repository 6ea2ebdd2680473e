import { labelKey, MAX_LINE } from './inline-text.ts';
import { rangeOfLine } from './line-index.ts';
import type { TextRange } from './line-index.ts';
import type { ParsedDocument } from './parse-document.ts';
import { fencesBetween } from './sections.ts';

/** `- **Label:** value` with the list items below it. Lines are zero-based. */
export interface Field {
  /** Lower case, words only. */
  readonly key: string;
  readonly line: number;
  /** Exactly the words of the label. */
  readonly labelRange: TextRange;
  /** What stands behind the colon, as written; lines that go on with it are joined by a blank. */
  readonly value: string;
  /** From the value's first to behind its last character; empty, where it would stand, when there is none. */
  readonly valueRange: TextRange;
  readonly items: readonly FieldItem[];
  /** Whether it is a heading with its items below. */
  readonly isHeading: boolean;
}

export interface FieldItem {
  readonly line: number;
  /** Without its list marker. */
  readonly text: string;
  /** Columns of indentation. */
  readonly indent: number;
  /** The column where `text` begins. */
  readonly character: number;
}

// The marks around a label close before or behind its colon; marks behind that belong to the value, such as `**/*.md`.
const FIELD =
  /^(?<indent>\s*)(?:[-*+]\s+)?(?:(?<mark>\*{1,3}|_{1,2}|`)(?<marked>\p{L}[\p{L}\p{N} _/&()-]{0,60}?)(?:\k<mark>\s*[:：]|[:：]\s*\k<mark>)|(?<label>\p{L}[\p{L}\p{N} _/&()-]{0,60}?)\s*[:：])\s*(?<value>.*)$/u;
const ITEM = /^(\s*)(?:[-*+]|\d{1,4}[.)])\s+(?:\[[ xX~-]\]\s+)?(.*)$/;
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;

/**
 * Reads labelled fields in the lines `from` to `to` (not included). A line is a field only when `isLabel` knows its
 * key, so that an item such as `src/a.ts: the parser` stays an item. YAML fences are read like prose.
 */
export function readFields(
  document: ParsedDocument,
  from: number,
  to: number,
  isLabel: (key: string) => boolean,
): readonly Field[] {
  const contentOf = contentReader(document, from, to);
  const fields: Draft[] = [];
  for (let line = from; line < to; line += 1) {
    const text = contentOf(line).slice(0, MAX_LINE).trimEnd();
    if (text.trim() === '') continue;
    const started = fieldAt(text, line, isLabel);
    if (started) {
      fields.push(started);
      continue;
    }
    const current = fields.at(-1);
    if (!current) continue;
    const item = ITEM.exec(text);
    const indent = (item?.[1] ?? /^\s*/.exec(text)?.[0] ?? '').length;
    const words = text.trim();
    if (item) {
      const content = (item[2] ?? '').trim();
      // A list item at the label's own depth is a new point, unless the label stands alone on its line.
      if (current.isListed && indent <= current.indent) {
        fields.push({ ...emptyField(line, ''), indent, isListed: /^\s*[-*+]\s/.test(text) });
      } else current.items.push({ line, text: content, indent, character: text.length - content.length });
    } else if (current.items.length > 0) continue;
    else if (current.value === '') {
      current.value = words;
      current.valueRange = { start: { line, character: indent }, end: { line, character: text.length } };
    } else if (indent > Math.max(0, current.indent)) {
      current.value = `${current.value} ${words}`;
      current.valueRange = { start: current.valueRange.start, end: { line, character: text.length } };
    }
  }
  return fields.filter((field) => field.key !== '');
}

interface Draft {
  readonly key: string;
  readonly line: number;
  readonly labelRange: TextRange;
  value: string;
  valueRange: TextRange;
  readonly items: FieldItem[];
  readonly isHeading: boolean;
  readonly indent: number;
  /** Whether the label itself is an item of a list. */
  readonly isListed: boolean;
}

/** The line as its author sees it: YAML fences are read like prose, other fences are empty. */
function contentReader(document: ParsedDocument, from: number, to: number): (line: number) => string {
  const yaml = fencesBetween(document, from - 1, to).filter((fence) => /^ya?ml$/.test(fence.language));
  let next = 0;
  return (line) => {
    while ((yaml[next]?.endLine ?? Infinity) <= line) next += 1;
    const fence = yaml[next];
    const inYaml = fence !== undefined && line > fence.line && line < fence.endLine - 1;
    return inYaml ? document.lines.text(line) : document.visibleLine(line);
  };
}

function fieldAt(text: string, line: number, isLabel: (key: string) => boolean): Draft | null {
  const isHeading = text.startsWith('#');
  // Most lines of a list are neither, and saying so costs nothing.
  if (!isHeading && !text.includes(':') && !text.includes('：')) return null;
  const field = isHeading ? undefined : FIELD.exec(text)?.groups;
  const label = field?.['marked'] ?? field?.['label'] ?? '';
  const key = field ? keyOf(label) : '';
  if (field && isLabel(key)) {
    const value = (field['value'] ?? '').trim();
    const from = text.indexOf(label);
    return {
      ...emptyField(line, key),
      labelRange: { start: { line, character: from }, end: { line, character: from + label.length } },
      value,
      valueRange: {
        start: { line, character: text.length - value.length },
        end: { line, character: text.length },
      },
      indent: (field['indent'] ?? '').length,
      isListed: /^\s*[-*+]\s/.test(text),
    };
  }
  const heading = HEADING.exec(text);
  // `**Focus areas:**` on a line of its own begins something else, so that the list below it is not this field's.
  if (!heading && field?.['marked'] !== undefined && /^(?:\*\*|__)/.test(text)) return emptyField(line, '');
  if (!heading) return null;
  const title = heading[1] ?? '';
  const headingKey = labelKey(title);
  const from = Math.max(0, text.indexOf(title));
  return {
    ...emptyField(line, isLabel(headingKey) ? headingKey : ''),
    labelRange: { start: { line, character: from }, end: { line, character: from + title.length } },
    valueRange: { start: { line, character: text.length }, end: { line, character: text.length } },
    isHeading: true,
  };
}

/** `labelKey`, at a tenth of the cost for the labels that most documents have. */
function keyOf(label: string): string {
  return /^[A-Za-z]+(?: [a-z]+)*$/.test(label) ? label.toLowerCase() : labelKey(label);
}

function emptyField(line: number, key: string): Draft {
  const nowhere = { start: { line, character: 0 }, end: { line, character: 0 } };
  return {
    key,
    line,
    labelRange: nowhere,
    value: '',
    valueRange: nowhere,
    items: [],
    isHeading: false,
    indent: -1,
    isListed: false,
  };
}

/** One text of a field and where it stands. A value may go on over lines, up to `endLine`. */
export interface FieldEntry {
  readonly text: string;
  readonly line: number;
  readonly character: number;
  readonly endLine: number;
}

/** The value and the items of a field as one list of texts, the value first where there is one. */
export function fieldEntries(field: Field): readonly FieldEntry[] {
  const { start, end } = field.valueRange;
  const value =
    field.value === '' ? [] : [{ text: field.value, line: start.line, character: start.character, endLine: end.line }];
  const items = field.items.map(({ text, line, character }) => ({ text, line, character, endLine: line }));
  return [...value, ...items];
}

/** How many lines of a value are looked through for one word. */
const MAX_LOOK = 20;

/**
 * Finds words of an entry in the order in which they stand there, so that the second `api` is not mistaken for the
 * first. What cannot be found, because it was written in another way, is given the entry's whole line.
 */
export function createLocator(document: ParsedDocument, entry: FieldEntry): (words: string) => TextRange {
  let line = entry.line;
  let character = entry.character;
  return (words) => {
    for (let at = line; at <= Math.min(entry.endLine, line + MAX_LOOK); at += 1) {
      const found = indexOfWords(document.lines.text(at).slice(0, MAX_LINE), words, at === line ? character : 0);
      if (found < 0) continue;
      line = at;
      character = found + words.length;
      return { start: { line, character: found }, end: { line, character } };
    }
    return rangeOfLine(document.lines, entry.line);
  };
}

const WORD = /[\p{L}\p{N}]/u;
const MAX_TRIES = 50;

/** Where the words stand by themselves, not inside of longer ones; -1 when they do not. */
export function indexOfWords(text: string, words: string, from = 0): number {
  if (words === '') return -1;
  let at = text.indexOf(words, from);
  for (let tries = 0; at >= 0 && tries < MAX_TRIES; tries += 1) {
    const before = text[at - 1] ?? '';
    const behind = text[at + words.length] ?? '';
    if (!WORD.test(before) && !WORD.test(behind)) return at;
    at = text.indexOf(words, at + 1);
  }
  return -1;
}
