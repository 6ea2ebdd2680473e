/** A PRP as a person and an agent write it together, of at least `bytes` bytes; the same text every time. */
export function largePrp(bytes: number): string {
  const parts = [HEAD];
  let size = HEAD.length;
  for (let number = 1; size < bytes - TAIL.length; number += 1) {
    const part = workstream(number);
    parts.push(part);
    size += part.length;
  }
  return [...parts, TAIL].join('');
}

const HEAD = `name: "PRP for phase 1 of PRD-harbour: Berths and tides"
description: |
  Ships are given berths by draught, tide and cargo.

## Goal

Every ship that announces itself has a berth, or a reason why it has none, within a minute.

## Why

- The harbour master's **paper plan** cannot be searched; see [the survey](docs/survey.md).
- A berth given twice costs a day.

## What

A planner that reads announcements and the tide table, and writes a plan that people can read.

### Success Criteria

- [ ] No berth is given to two ships at once
- [ ] A refused ship is told the reason

## All Needed Context

### Documentation & References

\`\`\`yaml
- file: src/tide.ts
  why: Heights by the minute; everything builds on these.
- url: https://harbour.invalid/tides
  why: How the table is published.
\`\`\`

| Term | Meaning | Where |
|------|---------|-------|
| draught | how deep a ship lies | \`src/ship.ts\` |
| berth | a place at a quay | \`src/berth.ts\` |

## Workstreams

`;

const workstream = (number: number): string => `### Workstream ${number}: quay-${number}

- **Owner**: executor-quay-${number}
- **Files to create**: \`src/quay-${number}/plan.ts\`, \`src/quay-${number}/tide.ts\`, \`test/quay-${number}.test.ts\`
- **Files to modify**: \`src/quay-${number}/index.ts\`
- **Depends on**: ${number === 1 ? 'none' : `quay-${number - 1}`}
- **Tasks**:
  1. Read the announcements of quay ${number}, and refuse those whose draught is no number
  2. Give each ship the *first* berth that is deep enough from arrival to departure
     - The height of the tide counts, see \`src/tide.ts\`
     - A ship that would lie dry is refused with the minute in which it would
  3. Write the plan as a table, ordered by arrival

The quay has its own depth soundings, which were taken by hand. They are **not** on the same datum as the table, so
every comparison goes through \`toChartDatum\`. Nobody likes this, and nobody may change it before the next survey.

\`\`\`typescript
export function planQuay${number}(ships: readonly Ship[], tides: TideTable): Plan {
  const berths = berthsOf(${number}).toSorted((a, b) => a.depth - b.depth);
  return ships.map((ship) => assign(ship, berths, tides)); // ### not a heading
}
\`\`\`

| Berth | Depth (m) | Length (m) | Cargo |
|-------|-----------|------------|-------|
| ${number}A | ${6 + (number % 5)}.4 | 120 | grain |
| ${number}B | ${7 + (number % 4)}.1 | 180 | timber, boats |

`;

const TAIL = `## Validation Loop

### Level 1: Syntax & Style

\`\`\`bash
npm run check
\`\`\`

### Level 2: Unit Tests

\`\`\`bash
npm test
\`\`\`

## Final Checklist

- [ ] Every ship in the example has a berth or a reason
`;
