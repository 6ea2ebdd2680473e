import type { LineIndex } from './line-index.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The text as the markdown parser is to see it: the spans and hostile lines replaced by spaces of the same length, line
 * breaks kept, a lone `\r` turned into a line feed. Every offset stays what it is in the text.
 */
export function visibleText(text: string, lines: LineIndex, hidden: readonly Span[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to } of [...hidden, ...deepLines(text, lines)].sort((a, b) => a.from - b.from)) {
    if (to <= at) continue;
    const start = Math.max(at, from);
    parts.push(
      text.slice(at, start),
      text.slice(start, to).replace(/[^\r\n]+/g, (run) => ' '.repeat(run.length)),
    );
    at = to;
  }
  parts.push(text.slice(at));
  const visible = parts.join('');
  const marked = visible.startsWith('\uFEFF') ? ` ${visible.slice(1)}` : visible;
  const feeds = marked.includes('\r') ? marked.replace(/\r(?!\n)/g, '\n').replace(/\r\n/g, ' \n') : marked;
  return feeds.includes('| \n') || feeds.includes('|  \n') ? withTables(feeds) : feeds;
}

const DEEP_LINE = /^(?:[ \t]{200}|(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))){50})/;
const MIN_DEEP = 50;
const MAX_MARKS = 4000;

/**
 * Lines that open fifty lists or quotes at once, or are indented as if they stood in as many: no plan has them, and the
 * parser's time grows with the square of the depth.
 */
function deepLines(text: string, lines: LineIndex): readonly Span[] {
  const found: Span[] = [];
  for (let line = 0; line < lines.count; line += 1) {
    const from = lines.start(line);
    const to = lines.end(line);
    // Letters, `#` and `|` begin most long lines, and none of those is deep.
    if (to - from < MIN_DEEP || text.charCodeAt(from) >= 0x3f || text[from] === '#') continue;
    if (DEEP_LINE.test(text.slice(from, Math.min(to, from + MAX_MARKS)))) found.push({ from, to });
  }
  return found;
}

const DASHES = /^[ \t>|:-]*\|[ \t]+$/gm;

/**
 * The parser knows no blanks behind the last `|` of the row of dashes, and every line that ended in `\r\n` has one: the
 * table would be none. Without that `|` the row says the same.
 */
function withTables(visible: string): string {
  return visible.replace(DASHES, (row) => {
    const last = row.lastIndexOf('|');
    return /-[\s:]*\|[^-]*-/.test(row.slice(0, last)) ? `${row.slice(0, last)} ${row.slice(last + 1)}` : row;
  });
}
