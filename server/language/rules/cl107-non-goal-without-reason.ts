import { readNonGoals } from '../prd/non-goals.ts';
import type { NonGoal } from '../prd/non-goals.ts';
import type { ParsedDocument } from '../parse-document.ts';
import type { TextEdit } from '../text-edit.ts';
import type { Rule } from './rule.ts';

const MAX_REPORTS = 50;

const REASON =
  /\b(?:because|since|as|due|reasons?|why|so|until|instead|already|rather|would|too|needs?|requires?|while|unless|only|belongs?|handled|covered|later|after|follow-?up|no longer|not yet|enough|car|parce|puisque|weil|da|denn|damit|porque|ya que|pois|perché)\b|因为|因為|ため/iu;
/** `Mobile app — nobody asked for it`, `Plotting (the lab has a tool)`, `No plotting. The lab has a tool.` */
const ASIDE = /(?:[—–:;]|\s-{1,2}\s|→|=>|\(|[.!]\s)\s{0,5}[^\s)][^)]{0,200}\s\S/u;

export const nonGoalWithoutReason: Rule = {
  id: 'CL107',
  title: 'Non-goal without a reason',
  rationale:
    'A non-goal without its reason is brought up again by everyone who has the same idea, and nobody can tell when it no longer holds.',
  kinds: ['prd'],
  defaultSeverity: 'info',
  check: (document, { path }) =>
    readNonGoals(document)
      .filter(({ text }) => !REASON.test(text) && !ASIDE.test(text))
      .slice(0, MAX_REPORTS)
      .map((nonGoal) => ({
        range: nonGoal.range,
        message: 'This non-goal has no reason. Say why it is left out: "…, because …".',
        fixes: [
          {
            title: 'Add "because …"',
            safe: false,
            changes: () => [{ kind: 'edit', path, edits: [addReason(document, nonGoal)] }],
          },
        ],
      })),
};

/** In front of the full stop. */
function addReason(document: ParsedDocument, { end }: NonGoal): TextEdit {
  const text = document.lines.text(end.line).slice(0, end.character);
  const closing = /[.!,;:]?$/.exec(text)?.[0].length ?? 0;
  const at = { line: end.line, character: end.character - closing };
  return { range: { start: at, end: at }, newText: ', because of the reason that rules it out' };
}
