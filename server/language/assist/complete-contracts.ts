import { nameKey } from '../inline-text.ts';
import { sectionKey } from '../known-sections.ts';
import { propose } from './completion-place.ts';
import type { Complete, CompletionPlace, Proposal } from './completion-place.ts';
import { wordsOn } from './complete-workstreams.ts';
import { columnAt } from './table-column.ts';

const MAX_PROPOSALS = 200;
const OWNER_COLUMN = /^(?:owner|executor|agent|workstream|coordinates? with|consumers?|affects)$/;

/** The ends of a contract: `[upstream] → publishes [contract] → [downstream]` or `upstream → type → downstream`. */
export const completeContracts: Complete = (place) => {
  if (!isIn(place, /^contracts? chain\b/)) return null;
  const parts = place.before.replace(/^\s*(?:[-*+]\s+)?/, '').split(/→|⟶|-{1,2}>|=>/);
  const last = parts.at(-1) ?? '';
  const written = /^\s*[[`]?\s*([^\s[\]`]*)$/.exec(last)?.[1];
  // Every second part names what is handed over, which only the author knows.
  if (written === undefined || parts.length % 2 === 0 || place.before.includes('|')) return null;
  return propose(
    place,
    'id',
    written.length,
    workstreams(place, (name) => name),
  );
};

/** Owners in the table of cross-cutting concerns, written as the table writes them. */
export const completeOwnerCells: Complete = (place) => {
  if (place.here.facts.kind !== 'prp' || !place.before.includes('|') || !isIn(place, /^cross ?cutting\b/)) return null;
  const column = columnAt(place.here.document, place.position);
  if (!column || !OWNER_COLUMN.test(column.key)) return null;
  const index = column.table.header.cells.findIndex((cell) => nameKey(cell) === nameKey('owner'));
  const prefixed = column.table.rows.some((row) => (row.cells[index] ?? '').startsWith('executor-'));
  const written = /[^\s,;`]*$/.exec(column.before)?.[0] ?? '';
  const long = prefixed || written.startsWith('e');
  return propose(
    place,
    'id',
    written.length,
    workstreams(place, (name) => (long ? `executor-${nameKey(name)}` : name)),
  );
};

function workstreams({ here }: CompletionPlace, labelOf: (name: string) => string): readonly Proposal[] {
  return here.facts.workstreams
    .slice(0, MAX_PROPOSALS)
    .map((workstream) => ({ label: labelOf(workstream.name), ...wordsOn(workstream) }));
}

function isIn({ here, headings }: CompletionPlace, section: RegExp): boolean {
  return here.facts.kind === 'prp' && headings.some((heading) => section.test(sectionKey(heading.text)));
}
