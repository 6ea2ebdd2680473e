import { gatedWordsIn, type GatedWords } from '../away/gated-classes.ts';
import { moveToApproval } from '../away/plan-edits.ts';
import { readAwayPlan } from '../away/read-away-plan.ts';
import { wordsRange } from '../away/words-range.ts';
import type { Report, Rule } from './rule.ts';

const MAX_REPORTS = 50;
const MAX_ENTRIES = 500;

export const gatedClass: Rule = {
  id: 'CL406',
  title: 'Preapproves what is always gated',
  rationale:
    'Hardware motion, sudo, credentials, network configuration, destructive restore and publication cannot be undone by the one who comes back. No plan can allow them in advance; they wait for the operator, whatever is written.',
  kinds: ['away'],
  defaultSeverity: 'error',
  check: (document, { path }) => {
    const plan = readAwayPlan(document);
    return [...plan.allowed, ...plan.preapproved]
      .slice(0, MAX_ENTRIES)
      .flatMap((entry): readonly Report[] => {
        const found = gatedWordsIn(entry.text);
        if (!found) return [];
        const target = plan.form === 'long' ? 'Requires Fresh Active User Approval' : 'Forbidden';
        const section = plan.sections.find(({ key }) => key === 'approval')
          ? 'Requires Fresh Active User Approval'
          : target;
        return [
          {
            range: wordsRange(document, entry, found.words),
            message: `${named(found)} no away plan can allow in advance. Move this point to "${section}".`,
            fixes: [
              {
                title: `Move to "${section}"`,
                safe: true,
                changes: () => [{ kind: 'edit', path, edits: moveToApproval(document, plan, entry) }],
              },
            ],
          },
        ];
      })
      .slice(0, MAX_REPORTS);
  },
};

/** `"npm publish" is publication, which`; a word that is the name of its class is not said twice. */
const named = (found: GatedWords): string =>
  found.words.toLowerCase() === found.class ? `"${found.words}" is what` : `"${found.words}" is ${found.class}, which`;
