import { readPlaceholders } from '../prd/placeholders.ts';
import type { Rule } from './rule.ts';

const MAX_REPORTS = 50;

export const placeholderLeft: Rule = {
  id: 'CL112',
  title: 'Placeholder left in the text',
  rationale:
    'An agent takes every word of a plan as meant. A blank of a template that nobody filled in becomes a name, a number or a decision that it makes up.',
  kinds: ['prd'],
  defaultSeverity: 'warning',
  check: (document) =>
    readPlaceholders(document, MAX_REPORTS).map(({ text, range }) => ({
      range,
      message: `"${text.slice(0, 60)}" is a placeholder. Write what belongs here, or put it into back-ticks when it is meant literally.`,
    })),
};
