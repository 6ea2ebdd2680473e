import type { AwayEntry, AwaySection, AwaySectionKey, AwayText } from '#schemas/document/away-plan.ts';
import { MAX_LINE, plainText } from '../inline-text.ts';
import type { TextRange } from '../line-index.ts';
import type { Heading, ParsedDocument } from '../parse-document.ts';
import { rangeAt } from '../tracker/places.ts';
import { labelSpan } from './label-span.ts';
import { awayLineKey, awaySectionKey, isLongTitle } from './section-keys.ts';
import type { AwayLineKey } from './section-keys.ts';

/** The lines of the head and the sections of an away plan. */
export interface AwayParts {
  readonly lines: Readonly<Partial<Record<AwayLineKey, AwayText>>>;
  readonly sections: readonly AwaySection[];
  /** Whether a heading is one that only the long form has. */
  readonly long: boolean;
}

/** What one entry may hold; longer ones are cut, so that a paragraph of any length costs no more. */
const MAX_ENTRY = 4000;

interface OpenSection {
  readonly key: AwaySectionKey;
  readonly form: 'heading' | 'label';
  readonly range: TextRange;
  /** Of its heading; labels end at any heading. */
  readonly level: number;
  readonly entries: AwayEntry[];
  endLine: number;
}

interface State {
  readonly lines: Partial<Record<AwayLineKey, AwayText>>;
  readonly sections: OpenSection[];
  current: OpenSection | null;
  /** A heading such as `## Expires`, whose value is the next line. */
  waiting: AwayLineKey | null;
  /** Whether the last entry may go on in the next line. */
  open: boolean;
  long: boolean;
}

/** Reads the document once, line by line. */
export function readAwayParts(document: ParsedDocument): AwayParts {
  const state: State = { lines: {}, sections: [], current: null, waiting: null, open: false, long: false };
  const headings = new Map(document.headings.map((heading) => [heading.line, heading] as const));
  for (let line = document.frontMatter?.endLine ?? 0; line < document.lines.count; line += 1) {
    const heading = headings.get(line);
    if (heading) readHeading(document, state, heading);
    else readLine(document, state, line);
  }
  return { lines: state.lines, sections: state.sections.map(toSection), long: state.long };
}

function readHeading(document: ParsedDocument, state: State, heading: Heading): void {
  state.open = false;
  const key = heading.level === 1 ? null : awaySectionKey(heading.text);
  if (state.current && key === null && heading.level > state.current.level) return;
  state.current = key === null ? null : openSection(document, heading, key);
  state.waiting = key === null ? awayLineKey(heading.text) : null;
  if (!state.current) return;
  state.sections.push(state.current);
  state.long ||= isLongTitle(heading.text);
}

function readLine(document: ParsedDocument, state: State, line: number): void {
  const text = document.visibleLine(line).slice(0, MAX_LINE).trimEnd();
  if (text.trim() === '') {
    state.open = false;
    // What is hidden, a code block, belongs to the section as well.
    const hidden = document.lines.text(line).slice(0, MAX_LINE).trim() !== '';
    if (state.current && hidden) state.current.endLine = line + 1;
    return;
  }
  if (/^\s*(?:-{3,}|\*{3,}|_{3,})$/.test(text)) {
    state.open = false;
    return;
  }
  if (state.waiting !== null) {
    state.lines[state.waiting] ??= valueAt(text, line, /^\s*(?:[-*+]\s+)?/.exec(text)?.[0].length ?? 0);
    state.waiting = null;
    return;
  }
  const label = labelAt(line, text, state.current);
  if (label?.line) {
    state.lines[label.line] ??= valueAt(text, line, label.from);
    state.open = false;
    return;
  }
  if (label?.section) {
    const entries: AwayEntry[] = [];
    state.open = label.from < text.length;
    if (state.open) entries.push(entryAt(text, line, label.from, 'value'));
    state.current = { key: label.section, form: 'label', range: label.range, level: 7, entries, endLine: line + 1 };
    state.sections.push(state.current);
    return;
  }
  if (!state.current) return;
  state.current.endLine = line + 1;
  state.open = addLine(state.current.entries, text, line, state.open);
}

function toSection({ key, form, range, entries, endLine }: OpenSection): AwaySection {
  return { key, form, range, entries, endLine };
}

function openSection(document: ParsedDocument, { line, level }: Heading, key: AwaySectionKey): OpenSection {
  const text = document.visibleLine(line).slice(0, MAX_LINE);
  const from = /^[\s#]*/.exec(text)?.[0].length ?? 0;
  const range = rangeAt(line, { from, to: Math.max(from, text.trimEnd().length) });
  return { key, form: 'heading', range, level, entries: [], endLine: line + 1 };
}

interface Label {
  readonly line: AwayLineKey | null;
  readonly section: AwaySectionKey | null;
  readonly range: TextRange;
  /** The column where its value begins. */
  readonly from: number;
}

/** A label that begins something; in a section below a heading a point may begin with the same words. */
function labelAt(line: number, text: string, current: OpenSection | null): Label | null {
  const span = labelSpan(text);
  if (!span) return null;
  const words = text.slice(span.label.from, span.label.to);
  const free = current === null || current.form === 'label' || current.key === 'project';
  const bullet = /^\s*[-*+]\s/.test(text);
  const lineKey = free || !bullet ? awayLineKey(words) : null;
  const section = current === null || current.form === 'label' ? awaySectionKey(words) : null;
  return lineKey === null && section === null
    ? null
    : { line: lineKey, section, range: rangeAt(line, span.label), from: span.value };
}

function valueAt(text: string, line: number, from: number): AwayText {
  return {
    text: plainText(text.slice(from)),
    range: rangeAt(line, { from: Math.min(from, text.length), to: text.length }),
  };
}

function entryAt(text: string, line: number, from: number, form: AwayEntry['form']): AwayEntry {
  const range = rangeAt(line, { from, to: text.length });
  return { text: text.slice(from, from + MAX_ENTRY), range, form, endLine: line + 1 };
}

const ITEM = /^(\s*(?:[-*+]|\d{1,4}[.)])\s+(?:\[[ xX~-]\]\s+)?)(.*)$/;

/** Adds a line to the entries; whether the last of them may go on in the next line. */
function addLine(entries: AwayEntry[], text: string, line: number, open: boolean): boolean {
  const item = ITEM.exec(text);
  const row = /^\s*\|/.test(text);
  if (row && /^[\s|:-]+$/.test(text)) return false;
  const last = entries.at(-1);
  if (!item && !row && open && last) {
    const full = last.text.length >= MAX_ENTRY;
    const joined = full ? last.text : `${last.text} ${text.trim()}`.slice(0, MAX_ENTRY);
    entries[entries.length - 1] = { ...last, text: joined, endLine: line + 1 };
    return true;
  }
  const from = item ? (item[1] ?? '').length : text.length - text.trimStart().length;
  entries.push(entryAt(text, line, from, item ? 'item' : 'paragraph'));
  return !row;
}
