import { setNotReady } from '../away/plan-edits.ts';
import { readAwayPlan } from '../away/read-away-plan.ts';
import { replaceRange } from '../line-edits.ts';
import { hasObjective } from './cl402-no-objective.ts';
import { hasStopCondition } from './cl404-no-stop-condition.ts';
import type { Rule } from './rule.ts';

export const readyButIncomplete: Rule = {
  id: 'CL407',
  title: 'Ready, but not complete',
  rationale:
    'Ready lets queued work begin without anyone looking. A plan that has no objective, no stop condition or an expiry that has passed must not say so.',
  kinds: ['away'],
  defaultSeverity: 'error',
  check: (document, { path, project }) => {
    const plan = readAwayPlan(document);
    const now = project.now();
    const off = setNotReady(plan);
    if (plan.ready?.yes !== true || !off) return [];
    const expired = now !== null && plan.expires?.at != null && plan.expires.at <= now;
    const reasons = [
      ...(hasObjective(plan) ? [] : ['has no objective']),
      ...(expired ? ['has expired'] : []),
      ...(hasStopCondition(plan) ? [] : ['has no stop condition']),
    ];
    if (reasons.length === 0) return [];
    return [
      {
        range: plan.ready.range,
        message: `This plan is marked as ready, but it ${reasons.join(' and ')}. Set it to no until that is mended.`,
        fixes: [{ title: 'Set Ready to "no"', safe: true, changes: () => replaceRange(path, off.range, off.newText) }],
      },
    ];
  },
};
