import { rangeOfLine } from '../line-index.ts';
import { mixedSections } from '../prd/prd-sections.ts';
import type { PrdSection } from '../prd/prd-sections.ts';
import type { Rule } from './rule.ts';

export const mixedProfiles: Rule = {
  id: 'CL109',
  title: 'PRD mixes two profiles',
  rationale:
    'The classic PRD describes a product with its architecture; the intent PRD argues for a change and leaves the engineering to the PRPs. A document that is half of each is complete in neither, and what one half decides the other leaves open.',
  kinds: ['prd'],
  defaultSeverity: 'info',
  check: (document) => {
    const mixed = mixedSections(document);
    if (!mixed) return [];
    const { classic, intent } = mixed;
    const [fewer, fewerName, more, moreName] =
      classic.length < intent.length ? [classic, 'classic', intent, 'intent'] : [intent, 'intent', classic, 'classic'];
    const [first] = fewer;
    if (!first) return [];
    return [
      {
        range: rangeOfLine(document.lines, first.heading.line),
        message: `This PRD mixes two profiles: ${names(more)} belong to the ${moreName} one, ${names(fewer)} to the ${fewerName} one. Keep to one of them, and move or drop what belongs to the other.`,
      },
    ];
  },
};

function names(sections: readonly PrdSection[]): string {
  const some = sections.slice(0, 3).map(({ heading }) => `"${heading.text.slice(0, 50)}"`);
  return `${some.slice(0, -1).join(', ')} and ${some.at(-1) ?? ''}`;
}
