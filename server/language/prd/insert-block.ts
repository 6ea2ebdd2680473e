import { closingMarks } from '../open-block.ts';
import type { ParsedDocument } from '../parse-document.ts';
import type { FileChange, TextEdit } from '../text-edit.ts';
import { newlineOf } from '../text-edit.ts';

/**
 * Inserts lines of text (with `\n`) in front of `line`, behind the last words above it, with one blank line on either
 * side. The line ends are those of the document. A code block that was never closed above it is closed first, because
 * it would hide the lines.
 */
export function insertBlock(document: ParsedDocument, line: number, block: string): TextEdit {
  const newline = newlineOf(document.text);
  const text = block.replaceAll('\n', newline);
  let last = Math.min(line, document.lines.count) - 1;
  while (last >= 0 && isBlank(document, last)) last -= 1;
  if (last < 0) {
    // Only a byte order mark can stand in front of it.
    const at = { line: 0, character: document.text.startsWith('\uFEFF') ? 1 : 0 };
    const behind = document.text.trim() === '' ? newline : newline + newline;
    return { range: { start: at, end: at }, newText: text + behind };
  }
  const at = { line: last, character: document.lines.end(last) - document.lines.start(last) };
  const next = last + 1;
  const behind = next >= document.lines.count || !isBlank(document, next) ? newline : '';
  const closing = closingMarks(document, last);
  const above = closing === null ? newline : newline + closing + newline;
  return { range: { start: at, end: at }, newText: above + newline + text + behind };
}

function isBlank(document: ParsedDocument, line: number): boolean {
  return document.text.slice(document.lines.start(line), document.lines.end(line)).trim() === '';
}

/** The one edit that turns the document into `text`, as small as whole lines allow; for changes that build on each other. */
export function editToText(document: ParsedDocument, path: string, text: string): FileChange {
  const before = document.text;
  const shorter = Math.min(before.length, text.length);
  let head = 0;
  while (head < shorter && before.charCodeAt(head) === text.charCodeAt(head)) head += 1;
  let tail = 0;
  const limit = shorter - head;
  while (tail < limit && before.charCodeAt(before.length - 1 - tail) === text.charCodeAt(text.length - 1 - tail)) {
    tail += 1;
  }
  // A position between `\r` and `\n` is none: the edit then begins at the line's start, or ends at the next one's.
  while (head > 0 && !/[\r\n]/.test(before[head - 1] ?? '')) head -= 1;
  if (before[head - 1] === '\r' && before[head] === '\n') head -= 1;
  while (tail > 0 && before[before.length - tail - 1] !== '\n') tail -= 1;
  const { lines } = document;
  const range = { start: lines.positionAt(head), end: lines.positionAt(before.length - tail) };
  return { kind: 'edit', path, edits: [{ range, newText: text.slice(head, text.length - tail) }] };
}
