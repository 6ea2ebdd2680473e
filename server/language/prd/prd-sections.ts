import type { PrdProfile } from '#schemas/document/outline.ts';
import { profileOf } from '../classify.ts';
import type { Heading, ParsedDocument } from '../parse-document.ts';
import { perDocument } from '../per-document.ts';
import { sectionEnd } from '../sections.ts';
import { knownPrdSection } from './section-names.ts';

/** A section that one of the profiles names. Lines are zero-based; `endLine` is the first one behind it. */
export interface PrdSection {
  /** As `prdSectionKey` gives it: `non goals`. */
  readonly key: string;
  readonly profile: 'classic' | 'intent' | 'both';
  readonly heading: Heading;
  readonly endLine: number;
}

/** The first section of each name, in document order. */
export const readPrdSections: (document: ParsedDocument) => readonly PrdSection[] = perDocument((document) => {
  const found = new Map<string, PrdSection>();
  for (const heading of document.headings) {
    // Sections of a template are no deeper than this, and a title is no section.
    if (heading.level > 4 || !BEGINNING.test(heading.text)) continue;
    const known = knownPrdSection(heading.text);
    if (!known || found.has(known.key)) continue;
    found.set(known.key, { ...known, heading, endLine: sectionEnd(document, heading) });
  }
  return [...found.values()];
});

// Headings are many and names few: most are told apart by their first word.
const BEGINNING =
  /^[^\p{L}]{0,20}(?:executive|mission|target|mvp|user|core|tools|technology|security|api|success|implementation|future|risks|appendix|problem|why|hypothesis|non|open|experiments|what)/iu;

export function prdSection(document: ParsedDocument, key: string): PrdSection | undefined {
  return readPrdSections(document).find((section) => section.key === key);
}

export function hasPrdSection(document: ParsedDocument, key: string): boolean {
  return prdSection(document, key) !== undefined;
}

export const readPrdProfile: (document: ParsedDocument) => PrdProfile | null = perDocument(profileOf);

/** Sections that hardly any document has that does not follow the intent template. */
const TELLING = new Set([
  'why now',
  'hypothesis',
  'risks assumptions',
  'experiments discovery plan',
  'what is deliberately not in this prd',
]);

/**
 * Whether the document follows the intent template closely enough to be judged by it. Sections such as "Problem
 * statement" or "Open questions" are in PRDs of all kinds, and prove nothing.
 */
export function isIntentPrd(document: ParsedDocument): boolean {
  const telling = readPrdSections(document).filter(({ key }) => TELLING.has(key)).length;
  return telling >= 2 && readPrdProfile(document) === 'intent' && mixedSections(document) === null;
}

/** What only the one and only the other profile has, where three or more of each are there. */
export function mixedSections(
  document: ParsedDocument,
): { readonly classic: readonly PrdSection[]; readonly intent: readonly PrdSection[] } | null {
  const appendix = prdSection(document, 'appendix');
  // Whatever else a PRD wants to tell has its place in an appendix.
  const sections = readPrdSections(document).filter(
    ({ heading }) => !appendix || heading.line < appendix.heading.line || heading.line >= appendix.endLine,
  );
  const classic = sections.filter(({ profile }) => profile === 'classic');
  const intent = sections.filter(({ profile }) => profile === 'intent');
  return classic.length >= 3 && intent.length >= 3 ? { classic, intent } : null;
}
