import type { Position } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { fenceAt } from './surroundings.ts';

/** A comment names a few rules; what is longer than this is none of ours. */
const MAX_COMMENT = 2000;

/** What a `<!-- clutch-…` comment holds in front of the position, from `clutch-` on; null outside of such a comment. */
export function suppressionAt(document: ParsedDocument, { line, character }: Position): string | null {
  const offset = Math.min(document.lines.start(line) + character, document.lines.end(line));
  const before = document.text.slice(Math.max(0, offset - MAX_COMMENT), offset);
  const open = before.lastIndexOf('<!--');
  if (open < 0) return null;
  const inside = before.slice(open + 4).trimStart();
  const ours = inside.startsWith('clutch-') || 'clutch-'.startsWith(inside.trimEnd());
  return ours && !inside.includes('-->') && fenceAt(document, line) === null ? inside : null;
}
