import type { Position, TextRange } from '../line-index.ts';
import type { Mention } from '../mentions.ts';
import type { Here } from './here.ts';

/** What the document names at the position; the place just behind a name belongs to it, as a caret stands there. */
export function mentionAt(here: Here, position: Position): Mention | null {
  const { mentions } = here.facts;
  let low = 0;
  let high = mentions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const start = mentions[middle]?.range.start;
    if (start !== undefined && isBefore(position, start)) high = middle;
    else low = middle + 1;
  }
  const mention = mentions[low - 1];
  return mention && holds(mention.range, position) ? mention : null;
}

function isBefore(one: Position, other: Position): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character);
}

function holds(range: TextRange, position: Position): boolean {
  return !isBefore(position, range.start) && !isBefore(range.end, position);
}
