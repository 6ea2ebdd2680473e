import { nameKey } from '../inline-text.ts';
import { propose } from './completion-place.ts';
import type { Complete } from './completion-place.ts';
import { prdAt } from './plan-of.ts';

const MAX_PROPOSALS = 200;

/** The id behind the word "Phase", with the phases of the plan that the document belongs to. */
export const completePhaseIds: Complete = (place) => {
  const written = /(?:^|[^\p{L}\p{N}])phase\s([\p{L}\d.]{0,8})$/iu.exec(place.before)?.[1];
  if (written === undefined) return null;
  const prd = prdAt(place.here, place.position.line, place.project);
  if (!prd) return null;
  const { position } = place;
  // The phase under the cursor is the one that is being written.
  const phases = prd.phases.filter((phase) => prd !== place.here.facts || phase.line !== position.line);
  return propose(
    place,
    'id',
    written.length,
    phases
      .slice(0, MAX_PROPOSALS)
      .map(({ id, title }) => (title === '' ? { label: id } : { label: id, detail: title })),
    /^[\w.]*/,
  ).filter(({ label }) => nameKey(label).startsWith(nameKey(written)));
};
