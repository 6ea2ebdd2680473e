/** A place as the Language Server Protocol counts it: zero-based line, zero-based UTF-16 code unit in that line. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: Position;
  readonly end: Position;
}

/** The lines of a text. A line's content never includes its terminator (`\n`, `\r\n` or `\r`). */
export interface LineIndex {
  readonly count: number;
  /** Offset of the line's first character. */
  start(line: number): number;
  /** Offset just behind the line's last character, before its terminator. */
  end(line: number): number;
  /** The line's content; empty beyond the last line. */
  text(line: number): string;
  /** The line that holds the offset. */
  lineAt(offset: number): number;
  positionAt(offset: number): Position;
}

export function indexLines(text: string): LineIndex {
  const starts: number[] = [0];
  const ends: number[] = [];
  // `indexOf` visits terminators only, which is several times faster than looking at every character.
  let carriage = text.indexOf('\r');
  let feed = text.indexOf('\n');
  while (carriage >= 0 || feed >= 0) {
    if (carriage >= 0 && (feed < 0 || carriage < feed)) {
      const pair = feed === carriage + 1;
      ends.push(carriage);
      starts.push(carriage + (pair ? 2 : 1));
      if (pair) feed = text.indexOf('\n', feed + 1);
      carriage = text.indexOf('\r', carriage + 1);
    } else {
      ends.push(feed);
      starts.push(feed + 1);
      feed = text.indexOf('\n', feed + 1);
    }
  }
  ends.push(text.length);
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    count: starts.length,
    start: (line) => starts[line] ?? text.length,
    end: (line) => ends[line] ?? text.length,
    text: (line) => text.slice(starts[line] ?? text.length, ends[line] ?? text.length),
    lineAt,
    positionAt: (offset) => {
      const line = lineAt(Math.max(0, Math.min(offset, text.length)));
      return { line, character: Math.max(0, Math.min(offset, ends[line] ?? text.length) - (starts[line] ?? 0)) };
    },
  };
}

/** The range of one line without its leading and trailing white space. */
export function rangeOfLine(lines: LineIndex, line: number): TextRange {
  const text = lines.text(line);
  const from = text.length - text.trimStart().length;
  const to = Math.max(from, text.trimEnd().length);
  return { start: { line, character: from }, end: { line, character: to } };
}
