import type { ParsedDocument } from '../parse-document.ts';
import { readPhases } from '../prd.ts';
import type { PrdSectionTemplate } from '../templates/prd.ts';
import { readPrdSections } from './prd-sections.ts';
import { prdSectionKey } from './section-names.ts';

/** Where a section belongs, given those that come before and behind it in its template: in front of this line. */
export function placeForSection(
  document: ParsedDocument,
  template: readonly PrdSectionTemplate[],
  title: string,
): { readonly line: number; readonly level: number } {
  const keys = template.map((section) => prdSectionKey(section.title));
  const own = keys.indexOf(prdSectionKey(title));
  const there = new Map(placesOf(document).map((place) => [place.key, place]));
  const level = [...there.values()].find((place) => place.level > 1)?.level ?? 2;
  for (let index = own - 1; index >= 0; index -= 1) {
    const before = there.get(keys[index] ?? '');
    if (before) return { line: before.endLine, level: before.level || level };
  }
  for (let index = own + 1; index < keys.length; index += 1) {
    const behind = there.get(keys[index] ?? '');
    if (behind) return { line: behind.line, level: behind.level || level };
  }
  return { line: document.lines.count, level };
}

interface Place {
  readonly key: string;
  readonly level: number;
  readonly line: number;
  readonly endLine: number;
}

/** The sections that are there; phases without a section of their own stand for it. */
function placesOf(document: ParsedDocument): readonly Place[] {
  const places = readPrdSections(document).map(({ key, heading, endLine }) => ({
    key,
    level: heading.level,
    line: heading.line,
    endLine,
  }));
  const phases = readPhases(document);
  const [first] = phases;
  if (!first || places.some(({ key }) => key === 'implementation phases')) return places;
  const endLine = phases.at(-1)?.endLine ?? first.endLine;
  return [...places, { key: 'implementation phases', level: 0, line: first.line, endLine }];
}
