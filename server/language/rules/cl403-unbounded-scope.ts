import { isBlankPlan } from '../away/blank-plan.ts';
import { fillSection, moveToApproval } from '../away/plan-edits.ts';
import { readAwayPlan, titleRange } from '../away/read-away-plan.ts';
import { unboundedWordsIn } from '../away/unbounded-words.ts';
import { wordsRange } from '../away/words-range.ts';
import type { Report, Rule } from './rule.ts';

const MAX_REPORTS = 50;
const MAX_ENTRIES = 500;

export const unboundedScope: Rule = {
  id: 'CL403',
  title: 'Scope without bounds',
  rationale:
    'What is allowed while nobody watches has to be a list that ends: folders, kinds of work, commands. "Anything" and "all files" allow what the operator would have refused, so a plan with such words is not active.',
  kinds: ['away'],
  defaultSeverity: 'error',
  check: (document, { path }) => {
    const plan = readAwayPlan(document);
    if (isBlankPlan(document)) return [];
    if (!plan.sections.some(({ key }) => key === 'allowed' || key === 'preapproved')) {
      return [
        {
          range: titleRange(document),
          message:
            'This plan does not say what is allowed, so nothing bounds the work. Add a section "Allowed Without Further Approval" with folders and kinds of work.',
          fixes: [
            {
              title: 'Add a section that says what is allowed',
              safe: false,
              changes: () => [{ kind: 'edit', path, edits: fillSection(document, plan, 'allowed') }],
            },
          ],
        },
      ];
    }
    return [...plan.allowed, ...plan.preapproved]
      .slice(0, MAX_ENTRIES)
      .flatMap((entry): readonly Report[] => {
        const found = unboundedWordsIn(entry.text);
        if (!found) return [];
        return [
          {
            range: wordsRange(document, entry, found),
            message: `"${found}" sets no bounds. Name the folders, files or kinds of work that are meant.`,
            fixes: [
              {
                title: 'Let the operator be asked first',
                safe: false,
                changes: () => [{ kind: 'edit', path, edits: moveToApproval(document, plan, entry) }],
              },
            ],
          },
        ];
      })
      .slice(0, MAX_REPORTS);
  },
};
