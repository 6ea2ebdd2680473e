import { phaseParts } from './prd-phase.ts';
import type { PrdSectionTemplate } from './prd.ts';

/** The eleven sections of the intent PRD, with a few words of guidance each. */
export const intentSections: readonly PrdSectionTemplate[] = [
  {
    title: 'Problem statement',
    body: 'Who has which problem, how often, and what it costs them: a named group of people, and numbers.',
  },
  { title: 'Why now', body: 'What changed, or what is lost by waiting.' },
  {
    title: 'Hypothesis',
    body: `If this change is made, then these people will do this differently, and that outcome follows.
Right if the number that shows it moves by as much as the success metrics say.
Wrong if it has not moved by the end of their window.`,
  },
  {
    title: 'Target user',
    body: `- **Primary:** the people whom the hypothesis names.
- **Secondary:** who else benefits.
- **Not the target:** who is left out for now.`,
  },
  { title: 'Non-goals', body: '- What will not be built, because of the reason that rules it out.' },
  {
    title: 'Risks and assumptions',
    body: `| # | Risk | Assumption it depends on | How we'll de-risk |
| --- | --- | --- | --- |
| 1 | What may go wrong | What is taken for granted | What is tried first, and cheaply |`,
  },
  { title: 'Open questions', body: '- A question, who answers it, and which phase needs the answer.' },
  {
    title: 'Success metrics',
    body: `| Metric | Target | Cohort | Window |
| --- | --- | --- | --- |
| What the hypothesis promises | the number to reach | who is measured | over how long |
| What moves first (leading indicator) | the number to reach | who is measured | over how long |
| What must not get worse (guardrail) | the limit to keep | who is measured | over how long |`,
  },
  { title: 'Experiments & discovery plan', body: 'The cheapest test of the riskiest assumption, and when it ends.' },
  {
    title: 'What is deliberately NOT in this PRD',
    body: 'What a reader would look for here, and where it is written instead.',
  },
  { title: 'Implementation Phases', body: `### Phase 1: First slice\n\n${phaseParts}` },
];
