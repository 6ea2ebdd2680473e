import { sectionKey } from '../known-sections.ts';
import { rangeOfLine } from '../line-index.ts';
import type { Heading, ParsedDocument } from '../parse-document.ts';
import { readPhases } from '../prd.ts';
import { insertBlock } from '../prd/insert-block.ts';
import { placeForSection } from '../prd/place-for-section.ts';
import { readPrdProfile } from '../prd/prd-sections.ts';
import { sectionEnd } from '../sections.ts';
import { phaseParts } from '../templates/prd-phase.ts';
import { prdTemplate } from '../templates/prd.ts';
import type { TextEdit } from '../text-edit.ts';
import { hiddenPhasesOf } from './cl110-hidden-phases.ts';
import type { Rule } from './rule.ts';

export const noPhases: Rule = {
  id: 'CL101',
  title: 'PRD has no phases',
  rationale:
    'A run works through the phases of a PRD, one commit after the other. Without a phase there is nothing to start. Where phases stand only in a code fence or a sentence, CL110 speaks instead.',
  kinds: ['prd'],
  defaultSeverity: 'error',
  check: (document, { path }) => {
    if (readPhases(document).length > 0 || hiddenPhasesOf(document) !== null) return [];
    const section = phasesSection(document);
    return [
      {
        range: rangeOfLine(document.lines, section?.line ?? document.headings[0]?.line ?? firstWords(document)),
        message:
          'This PRD has no phases, so there is nothing to run. Add a section "Implementation Phases" with a heading for each phase, such as "### Phase 1: Foundation".',
        fixes: [
          {
            title: section ? 'Add a first phase' : 'Add the section "Implementation Phases"',
            safe: false,
            changes: () => [{ kind: 'edit', path, edits: [addition(document, section)] }],
          },
        ],
      },
    ];
  },
};

/** The section that should hold them. */
function phasesSection(document: ParsedDocument): Heading | undefined {
  return document.headings.find((heading) => /\bphases\b/.test(sectionKey(heading.text)));
}

function firstWords(document: ParsedDocument): number {
  for (let index = 0; index < document.lines.count; index += 1) {
    if (document.visibleLine(index).trim() !== '') return index;
  }
  return 0;
}

function addition(document: ParsedDocument, section: Heading | undefined): TextEdit {
  const phase = (level: number): string => `${'#'.repeat(Math.min(6, level))} Phase 1: First slice\n\n${phaseParts}`;
  if (section) return insertBlock(document, sectionEnd(document, section), phase(section.level + 1));
  const profile = readPrdProfile(document) === 'classic' ? 'classic' : 'intent';
  const { line, level } = placeForSection(document, prdTemplate[profile], 'Implementation Phases');
  return insertBlock(document, line, `${'#'.repeat(level)} Implementation Phases\n\n${phase(level + 1)}`);
}
