import type { AwayPlan } from '#schemas/document/away-plan.ts';
import { isBlankPlan } from '../away/blank-plan.ts';
import { readAwayPlan, titleRange } from '../away/read-away-plan.ts';
import { saysNothing } from '../away/says-nothing.ts';
import type { Rule } from './rule.ts';

export const noObjective: Rule = {
  id: 'CL402',
  title: 'No objective',
  rationale:
    'Work that goes on while nobody watches needs one purpose that every step can be held against. Without an objective an agent follows whatever it finds first.',
  kinds: ['away'],
  defaultSeverity: 'error',
  check: (document) => {
    const plan = readAwayPlan(document);
    if (isBlankPlan(document) || hasObjective(plan)) return [];
    const heading = plan.sections.find(({ key }) => key === 'objective');
    const what = plan.objective ? 'The objective is still to be written.' : 'This plan has no objective.';
    return [
      {
        range: plan.objective?.range ?? heading?.range ?? titleRange(document),
        message: `${what} Say in one sentence${heading ? '' : ' below "## Operator Objective"'} what must be different when the operator is back.`,
      },
    ];
  },
};

export function hasObjective({ objective }: AwayPlan): boolean {
  return objective !== null && !saysNothing(objective.text);
}
