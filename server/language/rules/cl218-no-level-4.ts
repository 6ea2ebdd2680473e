import { rangeOfLine } from '../line-index.ts';
import { insertBlock } from '../prd/insert-block.ts';
import { endOfLevel, readValidationLoop } from '../validation-levels.ts';
import type { Rule } from './rule.ts';

export const noLevel4: Rule = {
  id: 'CL218',
  title: 'No validation beyond integration',
  rationale:
    'The first three levels show that the code is well-formed, that its parts work and that they work together. Whether the result is what was wanted shows when it is used: that is what a fourth level is for, where there is anything to use.',
  kinds: ['prp'],
  defaultSeverity: 'info',
  check: (document, { path }) => {
    const levels = readValidationLoop(document);
    const third = levels.find(({ level }) => level === 3);
    const complete = [1, 2].every((wanted) => levels.some(({ level }) => level === wanted));
    if (!third || !complete || levels.some(({ level }) => level > 3)) return [];
    const marks = '#'.repeat(document.headings.find(({ line }) => line === third.line)?.level ?? 3);
    const block = `${marks} Level 4: Domain-Specific Validation\n\nStart the result, use it as its users will, and compare what you see with the success criteria above.`;
    return [
      {
        range: rangeOfLine(document.lines, third.line),
        message:
          'This is the last level: nothing tries the result as its users will. Add a "Level 4" for that if there is something to use.',
        fixes: [
          {
            title: 'Add a level 4',
            safe: false,
            changes: () => [{ kind: 'edit', path, edits: [insertBlock(document, endOfLevel(document, third), block)] }],
          },
        ],
      },
    ];
  },
};
