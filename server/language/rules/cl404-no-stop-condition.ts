import type { AwayPlan } from '#schemas/document/away-plan.ts';
import { isBlankPlan } from '../away/blank-plan.ts';
import { fillSection } from '../away/plan-edits.ts';
import { readAwayPlan, titleRange } from '../away/read-away-plan.ts';
import { saysNothing } from '../away/says-nothing.ts';
import type { Rule } from './rule.ts';

export const noStopCondition: Rule = {
  id: 'CL404',
  title: 'No stop condition',
  rationale:
    'Nobody is there to say stop. The plan has to say it in advance: after how many failures, at which boundary, when something is not as it was expected to be.',
  kinds: ['away'],
  defaultSeverity: 'error',
  check: (document, { path }) => {
    const plan = readAwayPlan(document);
    if (isBlankPlan(document) || hasStopCondition(plan)) return [];
    const heading = plan.sections.find(({ key }) => key === 'stop');
    return [
      {
        range: heading?.range ?? titleRange(document),
        message: `Nothing says when the work has to stop. Write at least one condition${heading ? '' : ' below "## Stop Conditions"'}, such as a check that fails twice in a row.`,
        fixes: [
          {
            title: 'Add the usual stop conditions',
            safe: false,
            changes: () => [{ kind: 'edit', path, edits: fillSection(document, plan, 'stop') }],
          },
        ],
      },
    ];
  },
};

export function hasStopCondition({ stopConditions }: AwayPlan): boolean {
  return stopConditions.some(({ text }) => !saysNothing(text));
}
