import { rules } from '../rules/index.ts';
import { propose } from './completion-place.ts';
import type { Complete } from './completion-place.ts';
import { suppressionAt } from './suppression-at.ts';

const VERBS: readonly { readonly label: string; readonly detail: string }[] = [
  { label: 'clutch-disable-next-line', detail: 'switches rules off on the next line' },
  { label: 'clutch-disable-line', detail: 'switches rules off on this line' },
  { label: 'clutch-disable-file', detail: 'switches rules off in the whole document' },
  { label: 'clutch-disable', detail: 'switches rules off from here on' },
  { label: 'clutch-enable', detail: 'switches them on again' },
];

/** The words of a suppression comment, and in it the rules that judge this kind of document. */
export const completeRuleIds: Complete = (place) => {
  const inside = suppressionAt(place.here.document, place.position);
  if (inside === null) return null;
  const verb = /^[a-z-]*$/.exec(inside)?.[0];
  if (verb !== undefined) return propose(place, 'value', verb.length, VERBS);
  const ids = /^clutch-(?:disable(?:-next-line|-line|-file)?|enable)\s+((?:[A-Z0-9]+[\s,]+)*)([A-Z0-9]*)$/i.exec(
    inside,
  );
  if (!ids) return [];
  const known = new Set((ids[1] ?? '').split(/[\s,]+/));
  const fitting = rules.filter((rule) => rule.kinds.includes(place.here.facts.kind) && !known.has(rule.id));
  return propose(
    place,
    'rule',
    (ids[2] ?? '').length,
    fitting.map(({ id, title, rationale }) => ({ label: id, detail: title, documentation: rationale })),
  );
};
