import type { TextRange } from './line-index.ts';
import type { ParsedDocument } from './parse-document.ts';
import { newlineOf } from './text-edit.ts';
import type { FileChange, TextEdit } from './text-edit.ts';

/** One range of one file replaced; an empty range inserts, an empty text deletes. */
export function replaceRange(path: string, range: TextRange, newText: string): readonly FileChange[] {
  return [{ kind: 'edit', path, edits: [{ range, newText }] }];
}

/** Puts whole lines in front of `line`, with the document's own line ends; the line count itself means the end. */
export function insertLines(document: ParsedDocument, line: number, texts: readonly string[]): TextEdit {
  const newline = newlineOf(document.text);
  const block = texts.join(newline);
  if (line < document.lines.count) return { range: emptyRange(line, 0), newText: block + newline };
  const last = document.lines.count - 1;
  const { length } = document.lines.text(last);
  return { range: emptyRange(last, length), newText: (length === 0 ? '' : newline) + block + newline };
}

/** Takes the lines `from` to `to` (not included) out, with their line ends. */
export function removeLines(document: ParsedDocument, from: number, to: number): TextEdit {
  if (to < document.lines.count) {
    return { range: { start: { line: from, character: 0 }, end: { line: to, character: 0 } }, newText: '' };
  }
  const before = Math.max(0, from - 1);
  const start = { line: before, character: from === 0 ? 0 : document.lines.text(before).length };
  const last = document.lines.count - 1;
  return { range: { start, end: { line: last, character: document.lines.text(last).length } }, newText: '' };
}

export function emptyRange(line: number, character: number): TextRange {
  return { start: { line, character }, end: { line, character } };
}
