import { CLASSIC_SECTIONS, INTENT_SECTIONS, sectionKey } from '../known-sections.ts';

/** A section's name as it is compared: no number, case, marks or `and`. */
export function prdSectionKey(heading: string): string {
  return sectionKey(heading.slice(0, 200))
    .replace(/\band\b/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

type Profiles = 'classic' | 'intent' | 'both';

const PROFILES: ReadonlyMap<string, Profiles> = new Map([
  ...CLASSIC_SECTIONS.map((name) => [prdSectionKey(name), 'classic'] as const),
  ...INTENT_SECTIONS.map((name) => [prdSectionKey(name), 'intent'] as const),
  ['implementation phases', 'both'] as const,
]);

/** The section of a profile that a heading opens; words behind a separator, as in `Non-goals (and why)`, are its own. */
export function knownPrdSection(heading: string): { readonly key: string; readonly profile: Profiles } | null {
  const whole = prdSectionKey(heading);
  const known = PROFILES.get(whole);
  if (known) return { key: whole, profile: known };
  const head = /^([^(:：—–]{3,60}?)\s*(?:[(:：—–]|\s-\s)/u.exec(heading)?.[1];
  const key = head === undefined ? '' : prdSectionKey(head);
  const profile = PROFILES.get(key);
  return profile ? { key, profile } : null;
}
