import { isKnownSectionLine } from './known-sections.ts';
import type { LineIndex } from './line-index.ts';

/** A fenced code block. Lines are zero-based. */
export interface Fence {
  /** First word of the info string in lower case: `bash`; empty without one. */
  readonly language: string;
  readonly info: string;
  /** The line of the opening marks. */
  readonly line: number;
  /** First line behind the whole block. */
  readonly endLine: number;
  /** False when the author never closed it; it then ends before the next heading of a known section. */
  readonly closed: boolean;
}

interface Mark {
  readonly character: string;
  readonly length: number;
  readonly info: string;
}

// The marks may stand in a quote or behind a list marker; indentation is not limited, because lists nest.
const MARK = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}(?=[^`]*$)|~{3,})(.*)$/;

function markOf(line: string): Mark | null {
  if (line.length > 2000 || (!line.includes('```') && !line.includes('~~~'))) return null;
  const match = MARK.exec(line);
  if (!match) return null;
  const marks = match[1] ?? '';
  return { character: marks[0] ?? '', length: marks.length, info: (match[2] ?? '').trim() };
}

const MARKDOWN = new Set(['', 'markdown', 'md', 'mdx', 'text', 'txt', 'plaintext']);

function languageOf(info: string): string {
  return /^\{?\.?([\w+#.-]*)/.exec(info)?.[1]?.toLowerCase() ?? '';
}

/** How far a nested block or a missing end is looked for. */
const NESTING_LIMIT = 3000;

/** The same once fences were left open again and again, which bounds the time that a hostile document takes. */
const STRICT_LIMIT = 50;
const MANY_OPEN = 100;

interface Extent {
  readonly endLine: number;
  readonly closed: boolean;
}

/**
 * CommonMark ends a fence at the first bare marks. Authors nest fences of equal length and forget to close others, so
 * an opening mark with an info string *inside* a fence is looked at: in an example of markdown it is a nested block; in
 * code, a heading of a known section in front of it shows where the author thought that the code had ended.
 */
function extentOf(marks: readonly (Mark | null)[], lines: LineIndex, open: number, mark: Mark, limit: number): Extent {
  const markdown = MARKDOWN.has(languageOf(mark.info));
  let depth = 1;
  let firstBare = -1;
  let inner = -1;
  let knownHeading = -1;
  for (let line = open + 1; line < lines.count; line += 1) {
    if (line - open > limit && (inner >= 0 || knownHeading >= 0)) break;
    const other = marks[line];
    if (!other || other.character !== mark.character || other.length < mark.length) {
      if (knownHeading < 0 && isKnownSectionLine(lines.text(line))) knownHeading = line;
    } else if (other.info === '') {
      depth -= 1;
      if (firstBare < 0) firstBare = line;
      if (depth === 0) return { endLine: line + 1, closed: true };
    } else {
      if (inner < 0) inner = line;
      if (!markdown && knownHeading >= 0) return { endLine: knownHeading, closed: false };
      depth += 1;
    }
  }
  if (knownHeading >= 0 && (firstBare < 0 || knownHeading < firstBare)) return { endLine: knownHeading, closed: false };
  if (firstBare >= 0) return { endLine: firstBare + 1, closed: true };
  return { endLine: lines.count, closed: false };
}

/** An HTML comment, as offsets into the text. */
export interface Comment {
  readonly from: number;
  readonly to: number;
}

export interface OpaqueBlocks {
  readonly fences: readonly Fence[];
  readonly comments: readonly Comment[];
}

/** A comment opens at the start of a line, or inside one where it is not code and really ends somewhere. */
function commentAt(text: string, lines: LineIndex, line: number, from: number): Comment | null {
  const before = text.slice(lines.start(line), from);
  const atStart = before.trim() === '';
  if (!atStart && (before.split('`').length - 1) % 2 === 1) return null;
  const close = text.indexOf('-->', from + 4);
  if (close >= 0) return { from, to: close + 3 };
  if (!atStart) return null;
  for (let next = line + 1; next < lines.count; next += 1) {
    if (isKnownSectionLine(lines.text(next))) return { from, to: lines.start(next) };
  }
  return { from, to: text.length };
}

/** Fences and HTML comments from line `first` on, in order: whichever opens first hides the other. */
export function scanOpaqueBlocks(text: string, lines: LineIndex, first: number): OpaqueBlocks {
  const marks: (Mark | null)[] = [];
  for (let line = 0; line < lines.count; line += 1) marks.push(line < first ? null : markOf(lines.text(line)));
  const fences: Fence[] = [];
  const comments: Comment[] = [];
  let comment = text.indexOf('<!--', lines.start(first));
  let open = 0;
  let line = first;
  while (line < lines.count) {
    while (comment >= 0 && comment < lines.start(line)) comment = text.indexOf('<!--', lines.start(line));
    if (comment >= 0 && comment <= lines.end(line)) {
      const found = commentAt(text, lines, line, comment);
      if (found) comments.push(found);
      comment = text.indexOf('<!--', found ? found.to : comment + 4);
      if (found) line = Math.max(line, lines.lineAt(found.to));
      if (found && marks[line] && found.to > lines.start(line)) marks[line] = null;
      continue;
    }
    const mark = marks[line];
    if (mark) {
      const extent = extentOf(marks, lines, line, mark, open < MANY_OPEN ? NESTING_LIMIT : STRICT_LIMIT);
      if (!extent.closed) open += 1;
      fences.push({ language: languageOf(mark.info), info: mark.info, line, ...extent });
      line = Math.max(line + 1, extent.endLine);
    } else line += 1;
  }
  return { fences, comments };
}
