import { rangeOfLine } from '../line-index.ts';
import { insertBlock } from '../prd/insert-block.ts';
import { isIntentPrd, prdSection } from '../prd/prd-sections.ts';
import { sectionText } from '../prd/section-text.ts';
import type { Rule } from './rule.ts';

const WRONG =
  /\bwrong\b|\bfalsif|\bdisprov|\brefut|\binvalid|\bdisconfirm|\bincorrect\b|\bnot (?:true|right|hold)\b|\bfails? (?:if|when)\b|\bfailure (?:if|when|condition|criteri)|\bkill (?:criteri|condition|switch)|\babandon|\bstop (?:if|when)\b|\breject|\bnull hypothesis\b|\bunless\b|\bfaux\b|\bfalsch\b|\bwiderleg|\bfalso\b|\berrad|\bequivocad|错误|推翻|間違/iu;

export const noWrongCondition: Rule = {
  id: 'CL104',
  title: 'Hypothesis does not say when it is wrong',
  rationale:
    'A hypothesis that nothing can disprove decides nothing: whatever happens afterwards, the work goes on. Saying beforehand what would show it wrong makes stopping a result instead of a defeat.',
  kinds: ['prd'],
  defaultSeverity: 'warning',
  check: (document, { path }) => {
    const section = prdSection(document, 'hypothesis');
    if (!section || !isIntentPrd(document)) return [];
    const text = sectionText(document, section);
    if (WRONG.test(text) || WRONG.test(section.heading.text)) return [];
    return [
      {
        range: rangeOfLine(document.lines, section.heading.line),
        message:
          'The hypothesis does not say what would show that it is wrong. Add a line such as "Wrong if fewer than 20 % of them use it within a month.".',
        fixes: [
          {
            title: 'Add "Wrong if …"',
            safe: false,
            changes: () => [
              {
                kind: 'edit',
                path,
                edits: [
                  insertBlock(
                    document,
                    section.endLine,
                    'Wrong if it has not moved the success metrics by the end of their window.',
                  ),
                ],
              },
            ],
          },
        ],
      },
    ];
  },
};
