/** The three parts of a phase, as an author finds them in a new plan. */
export const goalTemplate = 'What a person can do afterwards that was not possible before.';
export const deliverablesTemplate = 'What exists afterwards: files, commands, screens.';
export const validationTemplate = 'The commands that show it, and what they must print.';

/** All three, below the heading of a phase. Lines end in `\n`, the last one without. */
export const phaseParts = `**Goal:** ${goalTemplate}

**Deliverables:**
- ${deliverablesTemplate}

**Validation:**
- ${validationTemplate}`;
