import { rangeOfLine } from '../line-index.ts';
import { phasesWithTwins } from '../prd/phases-with-twins.ts';
import { completePhase } from '../prd/complete-phase.ts';
import type { Rule } from './rule.ts';

const MAX_REPORTS = 50;

export const phaseLacksParts: Rule = {
  id: 'CL103',
  title: 'Phase lacks Goal, Deliverables or Validation',
  rationale:
    'The phase is handed to an agent with nothing but its text. Goal says what it is for, Deliverables what must exist afterwards, Validation how anyone can tell that it does; an agent guesses what is missing.',
  kinds: ['prd'],
  defaultSeverity: 'warning',
  check: (document, { path }) =>
    phasesWithTwins(document)
      .flatMap((phase) => {
        const missing = [
          ...(phase.hasGoal ? [] : ['Goal']),
          ...(phase.hasDeliverables ? [] : ['Deliverables']),
          ...(phase.hasValidation ? [] : ['Validation']),
        ];
        // A row of a table has no room for them.
        return missing.length === 0 || phase.form === 'table' ? [] : [{ phase, missing }];
      })
      .slice(0, MAX_REPORTS)
      .map(({ phase, missing }) => ({
        range: rangeOfLine(document.lines, phase.line),
        message: `Phase ${phase.id} lacks ${list(missing)}. Add ${missing.length === 1 ? 'it' : 'them'} below this line, for example "- **${missing[0] ?? 'Goal'}:** …".`,
        fixes: [
          {
            title: `Add ${list(missing)}`,
            safe: false,
            changes: () => [{ kind: 'edit', path, edits: completePhase(document, phase) }],
          },
        ],
      })),
};

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
