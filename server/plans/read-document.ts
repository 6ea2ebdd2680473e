import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** A plan is written by hand or by an agent; anything larger is no plan. */
export const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;

export type ReadFailure = 'missing' | 'folder' | 'not-a-file' | 'too-large' | 'binary' | 'not-utf8' | 'unreadable';

/** `message` is one sentence or two for a person; it names the file as `shownAs` and says what to do. */
export type ReadResult =
  | { readonly ok: true; readonly text: string; readonly hasByteOrderMark: boolean }
  | { readonly ok: false; readonly code: ReadFailure; readonly message: string };

/**
 * Reads one document of at most 8 MiB of UTF-8; a byte order mark is not part of the text. Never throws and never
 * waits for a writer: a pipe, a socket or a device is refused without being read.
 */
export function readDocument(path: string, shownAs: string = path): ReadResult {
  let descriptor: number | null = null;
  try {
    // Without O_NONBLOCK, opening a FIFO waits until somebody writes to it.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(descriptor);
    if (stats.isDirectory()) return failure('folder', `${shownAs} is a folder. Name a markdown file in it.`);
    if (!stats.isFile()) {
      return failure(
        'not-a-file',
        `${shownAs} is not a regular file (a pipe, socket or device). Name a markdown file.`,
      );
    }
    if (stats.size > MAX_DOCUMENT_BYTES) return tooLarge(shownAs);
    return decode(readAtMost(descriptor, stats.size, MAX_DOCUMENT_BYTES + 1), shownAs);
  } catch (error) {
    return describeError(error, shownAs);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

function failure(code: ReadFailure, message: string): ReadResult {
  return { ok: false, code, message };
}

function tooLarge(shownAs: string): ReadResult {
  return failure('too-large', `${shownAs} is larger than 8 MiB and was not read. Split it, or leave it out.`);
}

/** A file may grow while it is read, so the limit holds for what is read and not only for its size before. */
function readAtMost(descriptor: number, expected: number, limit: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < limit) {
    // One byte more than is expected shows in the same buffer whether there is more.
    const chunk = Buffer.allocUnsafe(Math.min(total === 0 ? expected + 1 : 262_144, limit - total));
    const bytesRead = readSync(descriptor, chunk, 0, chunk.length, null);
    chunks.push(chunk.subarray(0, bytesRead));
    total += bytesRead;
    if (bytesRead === 0 || (total === expected && bytesRead < chunk.length)) break;
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, total);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Buffer, shownAs: string): ReadResult {
  if (bytes.length > MAX_DOCUMENT_BYTES) return tooLarge(shownAs);
  try {
    const text = utf8.decode(bytes);
    if (!text.includes('\0'))
      return { ok: true, text, hasByteOrderMark: bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf };
    return failure('binary', `${shownAs} is a binary file. Name a markdown file.`);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    if (bytes.includes(0)) {
      return failure('binary', `${shownAs} is a binary file, or UTF-16 text. Name a markdown file, saved as UTF-8.`);
    }
    return failure('not-utf8', `${shownAs} is not UTF-8 text. Save it with the encoding UTF-8 and try again.`);
  }
}

function describeError(error: unknown, shownAs: string): ReadResult {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return failure('missing', `${shownAs} does not exist. Check the path.`);
  }
  if (code === 'EISDIR') return failure('folder', `${shownAs} is a folder. Name a markdown file in it.`);
  if (code === 'ENXIO' || code === 'ENODEV' || code === 'EOPNOTSUPP') {
    return failure('not-a-file', `${shownAs} is not a regular file (a pipe, socket or device). Name a markdown file.`);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return failure('unreadable', `${shownAs} cannot be read: permission denied. Change its permissions and try again.`);
  }
  const reason = error instanceof Error ? error.message : String(error);
  return failure('unreadable', `${shownAs} cannot be read: ${reason}. Mend that and try again.`);
}
