import { rangeOfLine } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { insertPrpSections, missingPrpSections, readPrpSections } from '../prp-sections.ts';
import type { Rule } from './rule.ts';

/** What a run cannot do without, and under what other headings authors say the same. */
const NEEDED: ReadonlyMap<string, RegExp> = new Map([
  ['Goal', /\b(?:goals?|objectives?|overview|summary|purpose|problem)\b/i],
  ['Success Criteria', /\b(?:success|acceptance|criteria|definition of done)\b/i],
  ['Validation Loop', /^(?!.*\bchecklist\b).*\bvalidation\b/i],
]);

/** Sections of CLUTCH alone, which are also put in where the rest of the template was never meant. */
const ADDED = new Set(['Workstreams', 'Contract Chain', 'Cross-Cutting Concerns']);

/** So many other sections of the template show that the PRP means to follow it. */
const MIN_SECTIONS = 5;

export const missingSections: Rule = {
  id: 'CL201',
  title: 'PRP lacks a section that a run needs',
  rationale:
    'An executor is given nothing but the PRP. The Goal says what to reach, the Success Criteria tell whoever verifies it what to look at, and the Validation Loop holds the commands that prove the phase: without one, no run can begin.',
  kinds: ['prp'],
  defaultSeverity: 'warning',
  check: (document, { path }) => {
    const titles = [...readPrpSections(document).keys()].filter((title) => !ADDED.has(title));
    if (titles.length < MIN_SECTIONS) return [];
    const missing = missingPrpSections(document).filter(({ title }) => isNeeded(document, title));
    if (missing.length === 0) return [];
    const names = missing.map(({ title }) => `"${title}"`);
    return [
      {
        range: rangeOfLine(document.lines, placeOf(document)),
        message: `This PRP lacks ${list(names)}. Add ${names.length === 1 ? 'the section' : 'the sections'}, so that a run knows what to reach and how to prove it.`,
        fixes: [
          {
            title: `Add ${list(names)} from the template`,
            safe: false,
            changes: () => [{ kind: 'edit', path, edits: insertPrpSections(document, missing) }],
          },
        ],
      },
    ];
  },
};

function isNeeded(document: ParsedDocument, title: string): boolean {
  const others = NEEDED.get(title);
  return others !== undefined && !document.headings.some(({ text }) => others.test(text.slice(0, 100)));
}

function placeOf(document: ParsedDocument): number {
  return document.headings.find(({ level }) => level === 1)?.line ?? document.headings[0]?.line ?? 0;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
