import { labelKey } from './inline-text.ts';
import { sectionKey } from './known-sections.ts';
import type { TextRange } from './line-index.ts';
import type { Heading, ParsedDocument } from './parse-document.ts';
import { perDocument } from './per-document.ts';
import { fencesBetween, headingBehind, sectionEnd } from './sections.ts';

/** A value and exactly where it stands, without quotes, back-ticks and notes. Never longer than a line. */
export interface WrittenValue {
  readonly text: string;
  readonly range: TextRange;
}

/** An entry of "Documentation & References": something that an executor is to read. */
export interface ContextItem extends WrittenValue {
  readonly kind: 'url' | 'file' | 'doc' | 'docfile';
  /** Zero-based. */
  readonly line: number;
  readonly why: WrittenValue | null;
  readonly section: WrittenValue | null;
  readonly critical: WrittenValue | null;
}

const MAX_ITEMS = 500;
const MAX_LINES = 5000;
const MAX_LINE = 2000;

const ITEM =
  /^(?<head>\s{0,40}(?:[-*+]\s{1,8})?[*_`]{0,3}(?<kind>url|docfile|doc|file)[*_`]{0,3}\s{0,8}:[*_]{0,3}\s{0,40})(?<value>\S.*)$/i;
const PART =
  /^(?<head>\s{1,40}(?:[-*+]\s{1,8})?[*_`]{0,3}(?<key>why|section|critical)[*_`]{0,3}\s{0,8}:[*_]{0,3}\s{0,40})(?<value>.*)$/i;
const KINDS = { url: 'url', file: 'file', doc: 'doc', docfile: 'docfile' } as const;

/**
 * The items of "Documentation & References" in document order. They are meant as YAML, but many are none, so they are
 * read line by line: `- file: src/a.ts` with `why`, `section` and `critical` below it, in a fence or in a list.
 */
export const readContextItems = perDocument((document): readonly ContextItem[] => {
  const items: { -readonly [Key in keyof ContextItem]: ContextItem[Key] }[] = [];
  for (const { text, line } of linesOf(document, contextSection(document))) {
    // Nearly all lines are prose or values, and have none of the words.
    if (!text.includes(':')) continue;
    const item = ITEM.exec(text)?.groups;
    if (item) {
      if (items.length >= MAX_ITEMS) break;
      const kind = kindOf(item['kind'] ?? '');
      const value = valueAt(text, line, (item['head'] ?? '').length, kind);
      items.push({ kind, line, ...value, why: null, section: null, critical: null });
      continue;
    }
    const current = items.at(-1);
    const part = current ? PART.exec(text)?.groups : undefined;
    if (!current || !part) continue;
    const key = (part['key'] ?? '').toLowerCase();
    const value = partAt(document, line, (part['head'] ?? '').length);
    if (key === 'why') current.why ??= value;
    else if (key === 'section') current.section ??= value;
    else current.critical ??= value;
  }
  return items;
});

function kindOf(written: string): ContextItem['kind'] {
  const key = written.toLowerCase();
  return key === 'url' || key === 'doc' || key === 'docfile' ? KINDS[key] : 'file';
}

/** The keys of "Environment Check" that the template has. */
export const ENVIRONMENT_KEYS: readonly string[] = [
  'model',
  'project_type',
  'test_command',
  'lint_command',
  'type_check',
  'build_command',
];

const ENTRY =
  /^(\s{0,40}(?:[-*+]\s{1,8})?[*_`]{0,3}([A-Za-z][A-Za-z_ ]{1,40}?)[*_`]{0,3}\s{0,8}:[*_]{0,3}\s{0,40})(.*)$/;

/** What "Environment Check" says, by key as the template writes it: `test_command`. An empty value is there as well. */
export const readEnvironmentCheck = perDocument((document): ReadonlyMap<string, WrittenValue> => {
  const found = new Map<string, WrittenValue>();
  const heading = document.headings.find(({ text }) => text.length < 100 && sectionKey(text) === 'environment check');
  for (const { text, line } of linesOf(document, heading)) {
    const match = text.includes(':') ? ENTRY.exec(text) : null;
    const key = match ? labelKey(match[2] ?? '').replaceAll(' ', '_') : '';
    if (match && ENVIRONMENT_KEYS.includes(key) && !found.has(key)) {
      found.set(key, valueAt(text, line, (match[1] ?? '').length, 'doc'));
    }
  }
  return found;
});

const CONTEXT = /^(?:must read )?(?:documentation|references?)\b/;

function contextSection(document: ParsedDocument): Heading | undefined {
  const near = document.headings.filter(({ text }) => text.length < 100 && /doc|ref|context/i.test(text));
  return (
    near.find(({ text }) => CONTEXT.test(sectionKey(text))) ??
    near.find(({ text }) => /^all needed context\b/.test(sectionKey(text)))
  );
}

/** Languages in which items are written; a block of any other one is an example of code. */
const WRITTEN_IN = new Set(['', 'yaml', 'yml', 'text', 'txt', 'markdown', 'md']);

function* linesOf(
  document: ParsedDocument,
  section: Heading | undefined,
): Generator<{ readonly text: string; readonly line: number }> {
  if (!section) return;
  const whole = sectionEnd(document, section);
  const behind = headingBehind(document, section.line)?.line ?? whole;
  const all = /context/i.test(section.text) ? Math.min(whole, behind) : whole;
  const end = Math.min(all, section.line + MAX_LINES);
  const fences = fencesBetween(document, section.line, end);
  let next = 0;
  for (let line = section.line + 1; line < end; line += 1) {
    while ((fences[next]?.endLine ?? Infinity) <= line) next += 1;
    const fence = fences[next];
    const inside = fence !== undefined && line > fence.line;
    if (inside && !WRITTEN_IN.has(fence.language)) continue;
    const text = inside ? document.lines.text(line) : document.visibleLine(line);
    yield { text: text.slice(0, MAX_LINE).trimEnd(), line };
  }
}

/** The value without its quotes, or without the note behind it. */
function valueAt(text: string, line: number, from: number, kind: ContextItem['kind']): WrittenValue {
  const rest = text.slice(from);
  const quote = /^["'`]/.exec(rest)?.[0] ?? '';
  const close = quote === '' ? -1 : rest.indexOf(quote, 1);
  const bare = kind === 'url' ? rest.replace(/\s.*$/, '') : withoutNote(rest);
  const value = close > 0 ? rest.slice(1, close) : bare;
  const start = close > 0 ? from + 1 : from;
  return { text: value, range: rangeAt(line, start, start + value.length) };
}

function withoutNote(text: string): string {
  return text.replace(/\s+(?:#|\(|[-–—]{1,2}\s|→|\/\/).*$/u, '').trimEnd();
}

/** What stands behind `why:`, or in the first of the lines below it where it is a block. */
function partAt(document: ParsedDocument, line: number, from: number): WrittenValue {
  const text = document.lines.text(line).slice(0, MAX_LINE).trimEnd();
  if (!/^[|>][-+]?$/.test(text.slice(from))) {
    return { text: text.slice(from), range: rangeAt(line, Math.min(from, text.length), text.length) };
  }
  const below = document.lines
    .text(line + 1)
    .slice(0, MAX_LINE)
    .trimEnd();
  const indent = below.length - below.trimStart().length;
  return { text: below.slice(indent), range: rangeAt(line + 1, indent, below.length) };
}

function rangeAt(line: number, from: number, to: number): TextRange {
  return { start: { line, character: from }, end: { line, character: to } };
}
