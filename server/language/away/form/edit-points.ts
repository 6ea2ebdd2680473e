import type { AwayEntry, AwayPlan, AwaySection } from '#schemas/document/away-plan.ts';
import { insertLines, removeLines } from '../../line-edits.ts';
import type { ParsedDocument } from '../../parse-document.ts';
import type { TextEdit } from '../../text-edit.ts';
import { addSection, addToSection } from '../plan-edits.ts';
import type { ListField } from './away-fields.ts';
import { changedLines } from './changed-lines.ts';

/** Makes the points of a part say `wanted`; points that stay are not touched, with all that stands around them. */
export function editPoints(
  document: ParsedDocument,
  plan: AwayPlan,
  field: ListField,
  wanted: readonly string[],
): readonly TextEdit[] {
  const sections = plan.sections.filter(({ key }) => key === field);
  const old = sections.flatMap(({ entries }) => entries);
  const [first] = sections;
  if (!first) return wanted.length === 0 ? [] : addSection(document, plan, field, asWritten(field, wanted));
  if (old.length === 0) return wanted.length === 0 ? [] : addToSection(document, first, asWritten(field, wanted));
  const change = behindLabel(
    old,
    changedLines(
      old.map(({ text }) => text),
      wanted,
    ),
  );
  const { from, oldTo, newTo } = change;
  const both = Math.min(oldTo, newTo);
  const replaced = old
    .slice(from, both)
    .flatMap((entry, index) => replaceEntry(document, entry, wanted[from + index] ?? ''));
  const removed = old.slice(both, oldTo).map((entry) => removeEntry(document, entry));
  const added = wanted.slice(both, newTo);
  if (added.length === 0) return [...replaced, ...removed];
  const neighbour = old[both - 1] ?? old[both];
  if (!neighbour) return [];
  const section = sections.find(({ entries }) => entries.includes(neighbour)) ?? first;
  return [...replaced, insertBeside(document, section, neighbour, { texts: added, behind: both > 0 })];
}

/** Nothing can stand between a label and its value, so what is put before the value takes its place. */
function behindLabel(
  old: readonly AwayEntry[],
  change: ReturnType<typeof changedLines>,
): ReturnType<typeof changedLines> {
  const inserts = change.oldTo === change.from && change.newTo > change.from;
  if (!inserts || old[change.from]?.form !== 'value') return change;
  return { ...change, oldTo: change.oldTo + 1, newTo: change.newTo + 1 };
}

/** An objective is told in paragraphs, everything else in points. */
function asWritten(field: ListField, texts: readonly string[]): readonly string[] {
  if (field !== 'objective') return texts.map((text) => `- ${text}`);
  return texts.flatMap((text, index) => (index === 0 ? [text] : ['', text]));
}

/** Only the words that are other; what an editor hides behind the point, a comment, stays. */
function replaceEntry(document: ParsedDocument, entry: AwayEntry, text: string): readonly TextEdit[] {
  const { line, character } = entry.range.start;
  if (entry.text === text) return [];
  if (entry.endLine > line + 1) {
    return [{ range: entry.range, newText: text }, removeLines(document, line + 1, entry.endLine)];
  }
  let from = 0;
  while (from < Math.min(entry.text.length, text.length) && entry.text[from] === text[from]) from += 1;
  let same = 0;
  const shorter = Math.min(entry.text.length, text.length) - from;
  while (same < shorter && entry.text.at(-1 - same) === text.at(-1 - same)) same += 1;
  const range = {
    start: { line, character: character + from },
    end: { line, character: character + entry.text.length - same },
  };
  return [{ range, newText: text.slice(from, text.length - same) }];
}

function removeEntry(document: ParsedDocument, entry: AwayEntry): TextEdit {
  const { line } = entry.range.start;
  if (entry.form === 'value') {
    const end = endOf(document, entry.endLine - 1);
    return { range: { start: entry.range.start, end: entry.endLine > line + 1 ? end : entry.range.end }, newText: '' };
  }
  const hidden = document.lines.text(line).trimEnd() !== document.visibleLine(line).trimEnd();
  if (!hidden || entry.endLine > line + 1) return removeLines(document, line, entry.endLine);
  return { range: { start: { line, character: 0 }, end: entry.range.end }, newText: '' };
}

const endOf = (document: ParsedDocument, line: number) => ({ line, character: document.lines.text(line).length });

interface Addition {
  readonly texts: readonly string[];
  readonly behind: boolean;
}

/** New points look like the one beside them. */
function insertBeside(
  document: ParsedDocument,
  section: AwaySection,
  neighbour: AwayEntry,
  { texts, behind }: Addition,
): TextEdit {
  const line = behind ? neighbour.endLine : neighbour.range.start.line;
  if (neighbour.form === 'paragraph' && !neighbour.text.startsWith('|')) {
    return insertLines(
      document,
      line,
      texts.flatMap((text) => (behind ? ['', text] : [text, ''])),
    );
  }
  const marker = markerOf(document, section, neighbour);
  return insertLines(
    document,
    line,
    texts.map((text, index) => numbered(marker, behind ? index + 1 : 0) + text),
  );
}

function markerOf(document: ParsedDocument, section: AwaySection, neighbour: AwayEntry): string {
  const { line, character } = neighbour.range.start;
  const before = document.lines.text(line).slice(0, character);
  if (neighbour.form !== 'value') return before.replace(/\[[xX~-]\]/, '[ ]');
  const listed = /^\s*[-*+]\s/.test(document.lines.text(section.range.start.line).slice(0, 100));
  return listed ? '  - ' : '- ';
}

/** `  3. ` for the point behind `  2. `. */
function numbered(marker: string, steps: number): string {
  return marker.replace(
    /^(\s*)(\d{1,4})/,
    (_, indent: string, number: string) => indent + String(Number(number) + steps),
  );
}
