/** The beginning of a plan: the part that runs need (phases with goal, deliverables, validation), ready to fill in. */
export const planTemplate = (title: string): string => `# ${title}

## Problem statement

Who has which problem, and what it costs them.

## Success metrics

| Metric | Target | Cohort | Window |
|---|---|---|---|
|  |  |  |  |

## Implementation Phases

### Phase 1: First slice

**Goal:** The smallest thing that a person can use.

**Deliverables:**
- 

**Validation:**
- 
`;
