import type { Mention } from '../mentions.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { perDocument } from '../per-document.ts';
import { MAX_MENTIONS, rangeIn } from './collect.ts';
import { phaseNamesIn, phaseWordOf } from './phase-words.ts';
import type { PhaseName } from './phase-words.ts';

export type PhaseMention = Extract<Mention, { type: 'phase' }>;

/** The words by which the headings of the document call its phases, in lower case; always with `phase`. */
export const phaseWords = perDocument((document): readonly string[] => {
  const words = new Set(['phase']);
  for (const { text } of document.headings) {
    const word = phaseWordOf(text);
    if (word !== null) words.add(word);
  }
  return [...words];
});

/** Phases named in a part of the document's visible text, or of all its text. Links to headings are left out. */
export function phaseReferences(
  document: ParsedDocument,
  part: { readonly from: number; readonly to: number; readonly hidden?: boolean },
): readonly PhaseMention[] {
  const text = part.hidden === true ? document.text : document.visible;
  return phaseNamesIn({ text, from: part.from, to: part.to }, phaseWords(document), MAX_MENTIONS)
    .filter(({ anchor }) => !anchor)
    .map((name) => toMention(document, name));
}

/** A reference that leaves it to the document's place which PRD is meant. */
export function toMention(document: ParsedDocument, name: PhaseName): PhaseMention {
  const { line, character } = document.lines.positionAt(name.from);
  const { id, written, anchor } = name;
  return {
    type: 'phase',
    id,
    prd: null,
    role: 'reference',
    range: rangeIn(line, character, character + written.length),
    written,
    anchor,
  };
}
