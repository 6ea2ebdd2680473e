import { phaseParts } from './prd-phase.ts';
import type { PrdSectionTemplate } from './prd.ts';

/** The fifteen sections of the classic PRD, with a few words of guidance each. */
export const classicSections: readonly PrdSectionTemplate[] = [
  { title: 'Executive Summary', body: 'What is built, for whom, and what its first version proves.' },
  { title: 'Mission', body: 'One sentence on why this exists, and the three to five principles that decide disputes.' },
  { title: 'Target Users', body: 'Who they are, how well they know the technology, and what they need most.' },
  {
    title: 'MVP Scope',
    body: `### In Scope

- What the first version does.

### Out of Scope

- What waits, and for what.`,
  },
  {
    title: 'User Stories',
    body: `1. As a person in one role, I want to do one thing, so that I get one benefit.`,
  },
  {
    title: 'Core Architecture & Patterns',
    body: 'The parts, how they speak to each other, and the patterns that every part follows.',
  },
  { title: 'Tools/Features', body: 'Each feature with what it takes in, what it gives back and what may go wrong.' },
  { title: 'Technology Stack', body: 'Languages, frameworks and services, with versions and the reason for each.' },
  {
    title: 'Security & Configuration',
    body: 'Who may do what, where secrets are kept, and which settings differ between installations.',
  },
  {
    title: 'API Specification',
    body: 'Each endpoint with its request, its response and its errors.',
    optional: true,
  },
  { title: 'Success Criteria', body: '- What must be true, and measurable, before the first version counts as done.' },
  { title: 'Implementation Phases', body: `### Phase 1: First slice\n\n${phaseParts}` },
  { title: 'Future Considerations', body: '- What may come after the last phase.' },
  {
    title: 'Risks & Mitigations',
    body: `| Risk | Mitigation |
| --- | --- |
| What may go wrong | What is done so that it does not |`,
  },
  { title: 'Appendix', body: 'Related documents and where they lie.', optional: true },
];
