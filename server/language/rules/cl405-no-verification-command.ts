import { isBlankPlan } from '../away/blank-plan.ts';
import { fillSection } from '../away/plan-edits.ts';
import { readAwayPlan, titleRange } from '../away/read-away-plan.ts';
import type { Rule } from './rule.ts';

export const noVerificationCommand: Rule = {
  id: 'CL405',
  title: 'No verification command',
  rationale:
    'What was done while nobody watched is judged by commands that anyone can run again. A plan without one ends in a report that has to be believed.',
  kinds: ['away'],
  defaultSeverity: 'warning',
  check: (document, { path }) => {
    const plan = readAwayPlan(document);
    if (isBlankPlan(document) || plan.verification.length > 0) return [];
    const heading = plan.sections.find(({ key }) => key === 'verification');
    return [
      {
        range: heading?.range ?? titleRange(document),
        message: `No command verifies the work. Write at least one${heading ? '' : ' below "## Verification Commands"'}, in a code block or in back-ticks, such as the one that runs the tests.`,
        fixes: [
          {
            title: 'Add `git diff --check`, which every repository has',
            safe: false,
            changes: () => [{ kind: 'edit', path, edits: fillSection(document, plan, 'verification') }],
          },
        ],
      },
    ];
  },
};
