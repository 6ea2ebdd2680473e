import { rangeOfLine } from '../line-index.ts';
import { readPhases } from '../prd.ts';
import { readEngineering } from '../prd/engineering.ts';
import { moveToAppendix } from '../prd/move-to-appendix.ts';
import type { Rule } from './rule.ts';

const MAX_REPORTS = 50;

export const engineeringHow: Rule = {
  id: 'CL108',
  title: 'Engineering in an intent PRD before its phases',
  rationale:
    'An intent PRD says what is wanted, for whom, and how anyone can tell that it worked. How it is built is decided in the PRP of each phase, by whoever has read the code by then; decided here it binds everyone without having been checked.',
  kinds: ['prd'],
  defaultSeverity: 'warning',
  check: (document, { path }) => {
    const hasPhases = readPhases(document).length > 0;
    return readEngineering(document)
      .slice(0, MAX_REPORTS)
      .map((part) => ({
        range: rangeOfLine(document.lines, part.line),
        message:
          part.kind === 'section'
            ? `"${part.heading.text.slice(0, 60)}" says how it is built, which an intent PRD leaves to the PRPs. Move it there, or into an appendix behind the phases.`
            : 'Code says how it is built, which an intent PRD leaves to the PRPs. Move it there, or into an appendix behind the phases.',
        fixes: hasPhases
          ? [
              {
                title: 'Move it into the appendix',
                safe: false,
                changes: () => [{ kind: 'edit', path, edits: moveToAppendix(document, part) }],
              },
            ]
          : [],
      }));
  },
};
