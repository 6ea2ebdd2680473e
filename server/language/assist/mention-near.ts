import type { Position } from '../line-index.ts';
import type { Mention } from '../mentions.ts';
import type { Here } from '../navigation/here.ts';
import { mentionAt } from '../navigation/mention-at.ts';

/** The rest of a word and the blank behind it: `se ` of `Phase 1`. */
const WORD_BEFORE = /^\p{L}{0,20}[ \t]?$/u;

/**
 * What a pointer at the position means. An id is often one digit, which is hard to hit: the word in front of it counts
 * too, and all of a heading that is about a phase or a workstream. For showing only; an edit needs the exact place.
 */
export function mentionNear(here: Here, position: Position): Mention | null {
  const exact = mentionAt(here, position);
  if (exact) return exact;
  const { line, character } = position;
  const named = here.facts.mentions.filter(
    ({ type, range }) => range.start.line === line && (type === 'phase' || type === 'workstream'),
  );
  const [first] = named;
  if (first === undefined) return null;
  if (here.document.headings.some((heading) => heading.line === line)) return first;
  const next = named.find(({ range }) => range.start.character >= character);
  if (next?.type !== 'phase' || next.range.start.character - character > 21) return null;
  const between = here.document.lines.text(line).slice(character, next.range.start.character);
  return WORD_BEFORE.test(between) ? next : null;
}
