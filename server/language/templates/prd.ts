import type { ParsedDocument } from '../parse-document.ts';
import { hasPrdSection, readPrdProfile } from '../prd/prd-sections.ts';
import { readPhases } from '../prd.ts';
import { prdSectionKey } from '../prd/section-names.ts';
import { classicSections } from './prd-classic.ts';
import { intentSections } from './prd-intent.ts';

/** A section of a PRD as it begins. Nothing in `body` is a placeholder that a rule would find. */
export interface PrdSectionTemplate {
  /** The text of its heading. */
  readonly title: string;
  /** Below the heading; lines end in `\n`, the last one without. Headings in it are of level 3. */
  readonly body: string;
  /** A complete PRD may do without it. */
  readonly optional?: true;
}

/** The sections of both profiles in their order; headings are of level 2. */
export const prdTemplate: Readonly<Record<'classic' | 'intent', readonly PrdSectionTemplate[]>> = {
  classic: classicSections,
  intent: intentSections,
};

/** The section of that name, however its heading is written; null where the profile has none. */
export function sectionTemplate(profile: 'classic' | 'intent', title: string): PrdSectionTemplate | null {
  const key = prdSectionKey(title);
  return prdTemplate[profile].find((section) => prdSectionKey(section.title) === key) ?? null;
}

/**
 * What the PRD lacks of its profile, in template order, the optional sections too; empty where the profile is not
 * known. Phases count as the section that holds them.
 */
export function missingSections(document: ParsedDocument): readonly PrdSectionTemplate[] {
  const profile = readPrdProfile(document);
  if (profile !== 'classic' && profile !== 'intent') return [];
  return prdTemplate[profile].filter(({ title }) => {
    const key = prdSectionKey(title);
    if (hasPrdSection(document, key)) return false;
    return key !== 'implementation phases' || readPhases(document).length === 0;
  });
}
