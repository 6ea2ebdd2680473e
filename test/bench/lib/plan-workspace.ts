import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface WorkspaceShape {
  /** Projects side by side, as in a monorepo. */
  readonly projects: number;
  /** PRDs of each project; each has as many PRPs as it has phases. */
  readonly prds: number;
  readonly phases: number;
  /** Whether PRPs also say what an agent has to know, which makes 10 KB of 4 KB. */
  readonly detailed: boolean;
}

/** Writes a workspace of plans and returns the paths of its documents: the same texts every time. */
export function writePlanWorkspace(
  folder: string,
  { projects, prds, phases, detailed }: WorkspaceShape,
): readonly string[] {
  const documents: string[] = [];
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (file.endsWith('.md')) documents.push(file);
  };
  for (let project = 1; project <= projects; project += 1) {
    const root = join(folder, `area-${project}`);
    write(join(root, '.clutch', 'config.json'), '{}\n');
    for (let plan = 1; plan <= prds; plan += 1) {
      const name = `quay${plan}`;
      write(join(root, 'PRDs', `PRD-${name}.md`), prd(name, phases));
      for (let phase = 1; phase <= phases; phase += 1) {
        write(join(root, 'PRPs', `PRP-PRD-${name}-phase-${phase}.md`), prp(name, phase, { detailed }));
      }
    }
    write(join(root, 'WORKFLOW.md'), tracker(phases));
  }
  return documents;
}

function prd(name: string, phases: number): string {
  const parts = Array.from(
    { length: phases },
    (_, index) => `### Phase ${index + 1}: Part ${index + 1}

- **Goal**: Ships of kind ${index + 1} find a berth at ${name}.
- **Deliverables**: a planner, its tests, and a page that the harbour master can read.
- **Validation**: The examples of the survey come out as they were decided by hand.
`,
  );
  return `# PRD: ${name}

## Executive Summary

Ships are given berths by draught, tide and cargo. Today this is done on paper, and every day one is given twice.

## Implementation Phases

${parts.join('\n')}`;
}

function workstream(name: string, number: number, phase: number): string {
  const id = `part-${number}`;
  return `### Workstream ${number}: ${id}

- **Owner**: executor-${id}
- **Files to create**: \`src/${name}/${phase}/${id}/plan.ts\`, \`test/${name}/${phase}/${id}.test.ts\`
- **Depends on**: ${number === 1 ? 'none' : `part-${number - 1}`}
- **Tasks**:
  1. Read the announcements, and refuse those whose draught is no number
  2. Give each ship the first berth that is deep enough from arrival to departure
  3. Write the plan as a table, ordered by arrival

The quay has its own depth soundings, which were taken by hand. They are not on the same datum as the table, so every comparison goes through \`toChartDatum\`. Nobody may change this before the next survey.

\`\`\`typescript
export function plan(ships: readonly Ship[], tides: TideTable): Plan {
  return ships.map((ship) => assign(ship, tides));
}
\`\`\`
`;
}

/** The text of the PRP, also with one workstream more than it has on disk. */
export function prp(name: string, phase: number, { workstreams = 3, detailed = false } = {}): string {
  const parts = Array.from({ length: workstreams }, (_, index) => workstream(name, index + 1, phase));
  return `name: "Phase ${phase} of ${name}"
description: |
  Ships of kind ${phase} find a berth.

## Goal

Every ship that announces itself has a berth, or a reason why it has none, within a minute.

## What

A planner that reads announcements and the tide table, and writes a plan that people can read.

### Success Criteria

- [ ] No berth is given to two ships at once
- [ ] A refused ship is told the reason

${detailed ? CONTEXT : ''}
## Workstreams

${parts.join('\n')}
## Validation Loop

### Level 1: Syntax & Style

\`\`\`bash
npm run check
\`\`\`

### Level 2: Unit Tests

\`\`\`bash
npm test
\`\`\`
`;
}

const GOTCHAS = Array.from(
  { length: 24 },
  (_, index) =>
    `- The gauge at pier ${index + 1} reports in feet although its manual says metres, and it is silent for up to ${index + 2} minutes after a ship has passed; a reading that is older than that is **not** to be trusted.`,
);

const STEPS = Array.from(
  { length: 16 },
  (_, index) => `Step ${index + 1}:
  Read the soundings of the quarter and compare each with the one before it at the same place.
  A difference of more than ${index + 3} cm is shown to the harbour master and not averaged away.
`,
);

/** What stands in a PRP between its goal and its workstreams, and is most of it. */
const CONTEXT = `## All Needed Context

### Known Gotchas
${GOTCHAS.join('\n')}

| Term | Meaning | Unit |
|------|---------|------|
| draught | how deep a ship lies in still water | cm |
| datum | the height from which the chart counts | cm |
| slack | the time in which the tide does not run | min |

### Desired Codebase tree

\`\`\`text
src
├── berth     which ship lies where
├── tide      heights by the minute
└── page      what the harbour master reads
\`\`\`

## Implementation Blueprint

\`\`\`text
${STEPS.join('\n')}
\`\`\`
`;

function tracker(phases: number): string {
  const parts = Array.from(
    { length: phases },
    (_, index) => `## Phase ${index + 1}: Part ${index + 1}

- **Status**: completed
- **Commit**: abc123${index} (feat: part ${index + 1})
- **Execution Mode**: team (3 executors)
- **Workstreams**:
  - part-1: completed (files: \`src/quay1/${index + 1}/part-1/plan.ts\`)
  - part-2: completed (files: \`src/quay1/${index + 1}/part-2/plan.ts\`)
  - part-3: completed (files: \`src/quay1/${index + 1}/part-3/plan.ts\`)
- **Resume Instructions**: clutch run PRDs/PRD-quay1.md
`,
  );
  return `# CLUTCH Workflow Tracker

**Project:** harbour
**PRD:** PRDs/PRD-quay1.md

${parts.join('\n')}`;
}
