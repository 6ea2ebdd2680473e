import { rangeOfLine } from '../line-index.ts';
import { readPhaseMention } from '../phase-mention.ts';
import { readPhases } from '../prd.ts';
import type { Rule } from './rule.ts';

const USUAL = 4;

export const manyPhases: Rule = {
  id: 'CL111',
  title: 'More than four phases',
  rationale:
    'What is planned far ahead is planned without knowing what the first phases teach. Three or four phases to a PRD keep the plan short enough to be changed; what comes after them is better written when it is due.',
  kinds: ['prd'],
  defaultSeverity: 'info',
  check: (document) => {
    // A phase that was inserted, such as 2.1 or 5b, is a correction and not a longer plan.
    const phases = readPhases(document).filter(({ id }) => /^(?:\d+|[a-z])$/.test(id));
    const fifth = phases[USUAL];
    // Epics, sprints and milestones are counted otherwise.
    if (!fifth || (fifth.form !== 'table' && readPhaseMention(document.visibleLine(fifth.line)) === null)) return [];
    return [
      {
        range: rangeOfLine(document.lines, fifth.line),
        message: `This PRD has ${phases.length} phases; three or four are usual. Join some of them, or leave the later ones to a PRD of their own.`,
      },
    ];
  },
};
