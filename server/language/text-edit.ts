import type { TextRange } from './line-index.ts';
import { indexLines } from './line-index.ts';

/** Replaces a range; an empty range inserts, an empty text deletes. */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/**
 * What happens to one file. Paths are relative to the project, with `/`; a file that is created, or renamed to, must
 * not exist yet. Changes are made in the order in which they stand, so edits of a file come before its new name.
 */
export type FileChange =
  | { readonly kind: 'edit'; readonly path: string; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'create'; readonly path: string; readonly text: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string };

/** The text with all edits made; they must not overlap, and may come in any order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const lines = indexLines(text);
  const offsetOf = ({ line, character }: TextRange['start']): number =>
    Math.min(lines.start(line) + character, lines.end(line));
  return edits
    .map(({ range, newText }, order) => ({ from: offsetOf(range.start), to: offsetOf(range.end), newText, order }))
    .sort((a, b) => b.from - a.from || b.to - a.to || b.order - a.order)
    .reduce((result, { from, to, newText }) => result.slice(0, from) + newText + result.slice(to), text);
}

/** The line end that most lines of the text have. */
export function newlineOf(text: string): '\n' | '\r\n' {
  const windows = text.split('\r\n').length;
  return windows * 2 > text.split('\n').length + 1 ? '\r\n' : '\n';
}
