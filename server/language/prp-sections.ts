import { sectionKey } from './known-sections.ts';
import type { Heading, ParsedDocument } from './parse-document.ts';
import { perDocument } from './per-document.ts';
import { insertBlock } from './prd/insert-block.ts';
import { sectionEnd } from './sections.ts';
import { prpTemplate } from './templates/prp.ts';
import type { PrpSectionTemplate } from './templates/prp.ts';
import type { TextEdit } from './text-edit.ts';
import { readValidationLevels } from './validation-levels.ts';

/** A section of the template that a PRP has. */
export interface PrpSection {
  readonly template: PrpSectionTemplate;
  readonly heading: Heading;
}

/** What else a section is called. The first words of a heading decide; `Goal` alone must be the whole of it. */
const NAMES: ReadonlyMap<string, RegExp> = new Map([
  ['Goal', /^(?:feature )?(?:goals?|objectives?)$/],
  ['Why', /^(?:why|business value)$/],
  ['What', /^what$/],
  ['Success Criteria', /^(?:success|acceptance) criteria\b|^definition of done\b/],
  ['All Needed Context', /^(?:all )?needed context\b|^context$/],
  ['Documentation & References', /^(?:documentation|references)\b/],
  ['Data models', /^data models?\b/],
  ['list of tasks', /^(?:list of )?tasks?\b(?! \d)|^implementation tasks\b/],
  ['pseudocode', /^(?:per task )?pseudo ?code\b/],
  ['Workstreams', /^(?:parallel )?work ?streams\b/],
  ['Validation Loop', /^validation (?:loop|gates?|levels?|commands?)\b|^validation$/],
  ['Final validation Checklist', /^final (?:validation )?checklist\b/],
  ['Anti-Patterns to Avoid', /^anti ?patterns\b/],
]);

// Headings are many and names few: most are told apart by their first word.
const BEGINNING =
  /^[^\p{L}]{0,20}(?:purpose|core|feature|goal|objective|why|business|what|success|acceptance|definition|all|needed|context|documentation|references|environment|current|desired|known|implementation|data|list|task|per|pseudo|integration|parallel|work|contract|cross|validation|final|anti)/iu;

const SECTIONS = prpTemplate.map((template) => {
  const key = sectionKey(template.title);
  return { template, key, name: NAMES.get(template.title) ?? null };
});

/** The sections of the template that the PRP has, by their titles there. */
export const readPrpSections = perDocument((document: ParsedDocument): ReadonlyMap<string, PrpSection> => {
  const found = new Map<string, PrpSection>();
  for (const heading of document.headings) {
    if (heading.text.length > 100 || !BEGINNING.test(heading.text)) continue;
    const written = sectionKey(heading.text);
    const section = SECTIONS.find(({ key, name }) => (name ? name.test(written) : isNamed(written, key)));
    if (section && !found.has(section.template.title)) {
      found.set(section.template.title, { template: section.template, heading });
    }
  }
  return found;
});

function isNamed(written: string, key: string): boolean {
  return written === key || (key.includes(' ') && written.startsWith(`${key} `));
}

/** What the PRP lacks of the template, in its order. Levels stand for the validation loop that holds them. */
export function missingPrpSections(document: ParsedDocument): readonly PrpSectionTemplate[] {
  const found = readPrpSections(document);
  return prpTemplate.filter(({ title }) => {
    if (found.has(title)) return false;
    return title !== 'Validation Loop' || readValidationLevels(document).length === 0;
  });
}

/**
 * The edits that insert sections of the template where it has them, one edit for each place. `bodyOf` may say what
 * stands below a heading instead of the template's words.
 */
export function insertPrpSections(
  document: ParsedDocument,
  sections: readonly PrpSectionTemplate[],
  bodyOf: (section: PrpSectionTemplate) => string = ({ body }) => body,
): readonly TextEdit[] {
  const blocks = new Map<number, string[]>();
  const shift = shiftOf(document);
  for (const section of sections) {
    const body = bodyOf(section);
    const marks = '#'.repeat(Math.min(6, Math.max(1, section.level + shift)));
    const text = `${marks} ${section.title}${body === '' ? '' : `\n\n${indented(body, shift)}`}`;
    const line = placeOf(document, section, sections);
    blocks.set(line, [...(blocks.get(line) ?? []), text]);
  }
  return [...blocks].map(([line, texts]) => insertBlock(document, line, texts.join('\n\n')));
}

/** Headings inside of a body are as much deeper as the document's own are. */
function indented(body: string, shift: number): string {
  return shift === 0 ? body : body.replace(/^#{2,4}(?= )/gm, (marks) => '#'.repeat(marks.length + shift));
}

/** How much deeper the document's sections are than those of the template: -1 where they are of level 1. */
function shiftOf(document: ParsedDocument): number {
  const levels = [...readPrpSections(document).values()].filter(({ template }) => template.level === 2);
  const counts = new Map<number, number>();
  for (const { heading } of levels) counts.set(heading.level, (counts.get(heading.level) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most === undefined ? 0 : Math.min(1, most[0] - 2);
}

/** The line in front of which a section goes: before the next one that is there, else behind the last before it. */
function placeOf(
  document: ParsedDocument,
  section: PrpSectionTemplate,
  inserted: readonly PrpSectionTemplate[],
): number {
  const found = readPrpSections(document);
  const index = prpTemplate.indexOf(section);
  const parent = section.level === 3 ? parentOf(index) : null;
  // A part goes with the section that it belongs to, when that is inserted too.
  if (parent && !found.has(parent.title) && inserted.includes(parent)) return placeOf(document, parent, inserted);
  const next = prpTemplate
    .slice(index + 1)
    .filter((_, offset) => parent === null || parentOf(index + 1 + offset) === parent)
    .flatMap((other) => (other.level <= section.level ? (found.get(other.title)?.heading ?? []) : []))[0];
  const previous = prpTemplate
    .slice(0, index)
    .flatMap((other) => (other.level <= section.level ? (found.get(other.title)?.heading ?? []) : []))
    .at(-1);
  if (next && (!previous || next.line > previous.line)) return next.line;
  return previous ? sectionEnd(document, previous) : document.lines.count;
}

function parentOf(index: number): PrpSectionTemplate | null {
  return prpTemplate.slice(0, index + 1).findLast(({ level }) => level === 2) ?? null;
}
