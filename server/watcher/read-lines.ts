import type { FileHandle } from 'node:fs/promises';

/** A line that is longer says nothing that is needed, and reading it would hold up everybody else. */
export const MAX_LINE_BYTES = 2 * 1_048_576;
const CHUNK_BYTES = 128 * 1024;
const NEWLINE = 0x0a;

export interface Position {
  readonly offset: number;
  /** The offset lies within a line that is too long and is passed over. */
  readonly inLongLine: boolean;
}

export interface LineBatch {
  /** Complete lines without their ends. */
  readonly lines: readonly Buffer[];
  /** Lines that were too long. */
  readonly tooLong: number;
  /** Where to go on; a last line without an end waits there. */
  readonly end: Position;
}

/** The complete lines from a position to `size`, a chunk at a time; holds no more than one line and one chunk. */
export async function* readLines(handle: FileHandle, start: Position, size: number): AsyncGenerator<LineBatch> {
  let { offset, inLongLine } = start;
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  for (let at = offset; at < size;) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    const lines: Buffer[] = [];
    let tooLong = 0;
    let from = 0;
    for (let to = buffer.indexOf(NEWLINE); to !== -1 && to < bytesRead; to = buffer.indexOf(NEWLINE, from)) {
      if (!inLongLine) lines.push(Buffer.concat([...carried, buffer.subarray(from, to)]));
      inLongLine = false;
      carried = [];
      carriedBytes = 0;
      from = to + 1;
    }
    carried.push(buffer.subarray(from, bytesRead));
    carriedBytes += bytesRead - from;
    if (inLongLine || carriedBytes > MAX_LINE_BYTES) {
      if (!inLongLine) tooLong += 1;
      inLongLine = true;
      carried = [];
      carriedBytes = 0;
    }
    offset = at - carriedBytes;
    yield { lines, tooLong, end: { offset, inLongLine } };
  }
}
