import { sectionKey } from '../known-sections.ts';
import { rangeOfLine } from '../line-index.ts';
import type { ParsedDocument } from '../parse-document.ts';
import { readPhases } from '../prd.ts';
import type { Rule } from './rule.ts';

export const noPhases: Rule = {
  id: 'CL101',
  title: 'PRD has no phases',
  rationale:
    'A run works through the phases of a PRD, one commit after the other. Without a phase there is nothing to start, and a phase heading that only stands in a code fence, a comment or a sentence is not seen.',
  kinds: ['prd'],
  defaultSeverity: 'error',
  check: (document) => {
    if (readPhases(document).length > 0) return [];
    return [
      {
        range: rangeOfLine(document.lines, placeOf(document)),
        message:
          'This PRD has no phases, so there is nothing to run. Add a section "Implementation Phases" with a heading for each phase, such as "### Phase 1: Foundation".',
      },
    ];
  },
};

/** The section that should hold them, else the title, else the first line with words. */
function placeOf(document: ParsedDocument): number {
  const section = document.headings.find((heading) => /\bphases\b/.test(sectionKey(heading.text)));
  const line = section?.line ?? document.headings[0]?.line;
  if (line !== undefined) return line;
  for (let index = 0; index < document.lines.count; index += 1) {
    if (document.visibleLine(index).trim() !== '') return index;
  }
  return 0;
}
