/** The smallest plan that has everything a person navigates: two phases, a PRP with two workstreams, and a tracker. */
export const shop: Readonly<Record<string, string>> = {
  '.clutch/config.json': '{}\n',
  'src/cart.ts': 'export {};\n',
  'PRDs/PRD-shop.md': `# PRD: shop

## Executive Summary

A shop for small things.

## Implementation Phases

### Phase 1: Cart

**Goal:** People can collect what they want to buy.

**Deliverables:**
- A cart

**Validation:** The tests of the cart pass.

### Phase 2: Payment

**Goal:** People can pay, once Phase 1 is done.

**Deliverables:**
- A payment form

**Validation:** The tests of the payment pass.
`,
  'PRPs/PRP-PRD-shop-phase-1.md': `name: "PRP for phase 1 of PRD-shop: Cart"
description: |
  The cart.

## Goal

People can collect what they want to buy.

## Workstreams

### Workstream 1: api

- **Owner**: executor-api
- **Files to modify**: \`src/cart.ts\`
- **Depends on**: none
- **Tasks**:
  1. Write the cart

### Workstream 2: page

- **Owner**: executor-page
- **Files to create**: \`src/page.ts\`
- **Depends on**: api
- **Tasks**:
  1. Show the cart

## Contract Chain

\`\`\`
[api] → publishes [the shape of a cart] → [page]
\`\`\`

## Validation Loop

### Level 1: Syntax & Style

\`\`\`bash
npm run check
\`\`\`

### Level 2: Unit Tests

\`\`\`bash
npm test
\`\`\`

### Level 3: Integration Test

\`\`\`bash
npm run e2e
\`\`\`

### Level 4: Review

\`\`\`bash
npm run review
\`\`\`
`,
};

export const PRD = 'PRDs/PRD-shop.md';
export const PRP = 'PRPs/PRP-PRD-shop-phase-1.md';
