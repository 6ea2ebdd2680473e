import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { HistoryLine } from './history.ts';

/** What a machine did, kept where a SIGKILL does not reach it: what was written belongs to the operating system. */
export interface HistoryFile {
  append(line: HistoryLine): void;
  close(): void;
}

const CHUNK = 1_048_576;

/** Goes on with the file; half a line that an earlier life has left is cut. `before` is given every earlier line. */
export function openHistory(file: string, before: (line: HistoryLine) => void): HistoryFile {
  let length = 0;
  for (const { line, end } of linesOf(file)) {
    before(line);
    length = end;
  }
  const descriptor = openSync(file, 'a+');
  ftruncateSync(descriptor, length);
  return {
    append: (line) => void writeSync(descriptor, `${JSON.stringify(line)}\n`),
    close: () => closeSync(descriptor),
  };
}

export function* readHistory(file: string): Generator<HistoryLine> {
  for (const { line } of linesOf(file)) yield line;
}

/** Whole lines with the offset after each; bytes are ASCII but for notes, so they are split before they are decoded. */
function* linesOf(file: string): Generator<{ readonly line: HistoryLine; readonly end: number }> {
  const descriptor = openSync(file, 'a+');
  try {
    const chunk = Buffer.alloc(CHUNK);
    let rest = Buffer.alloc(0);
    let end = 0;
    for (let at = 0; ;) {
      const count = readSync(descriptor, chunk, 0, CHUNK, at);
      if (count === 0) return;
      at += count;
      rest = Buffer.concat([rest, chunk.subarray(0, count)]);
      let from = 0;
      for (let to = rest.indexOf(10); to >= 0; to = rest.indexOf(10, from)) {
        end += to + 1 - from;
        yield { line: HistoryLine.parse(JSON.parse(rest.toString('utf8', from, to))), end };
        from = to + 1;
      }
      rest = Buffer.from(rest.subarray(from));
    }
  } finally {
    closeSync(descriptor);
  }
}
