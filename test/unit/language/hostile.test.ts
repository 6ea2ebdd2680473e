import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixEverything, readEverything } from '../../helpers/read-everything.ts';
import { inMemoryProject } from '../../helpers/in-memory-project.ts';

const PRD = 'PRDs/PRD-shop.md';
const PRP = 'PRPs/PRP-PRD-shop-phase-1.md';
const TRACKER = 'WORKFLOW.md';
const AWAY = 'AWAY_DEVELOPMENT_PLAN.md';

const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

const workstream = (index: number, dependsOn: string, file: string): string =>
  `### Workstream ${index}: part-${index}\n- **Owner**: executor-part-${index}\n- **Files owned**: ${file}\n- **Depends on**: ${dependsOn}\n- **Tasks**:\n  1. Task ${index}\n`;

/** Documents that nobody writes, and that somebody sends. */
const hostile: Readonly<Record<string, { path: string; text: string }>> = {
  'one line of 5 MB': { path: PRP, text: `# PRP\n\n${'word '.repeat(1_000_000)}\n` },
  'one line of 5 MB that looks like a field': {
    path: PRP,
    text: `# PRP\n\n## Workstreams\n\n### Workstream 1: a\n- **Files owned**: ${'a/b.ts, '.repeat(600_000)}\n`,
  },
  'one line of 5 MB of marks': { path: PRD, text: `# PRD\n\n## Phase 1: ${'*_`~[]()<>|'.repeat(500_000)}\n` },
  '8 MB of prose': {
    path: PRD,
    text: many(80_000, (index) => `Sentence ${index} says that phase ${index} of the plan goes on, ${'x'.repeat(40)}.`),
  },
  '10,000 headings': { path: PRD, text: many(10_000, (index) => `## Phase ${index}: part ${index}\n\n- **Goal:** x`) },
  '10,000 headings in a tracker': {
    path: TRACKER,
    text: `# CLUTCH Workflow Tracker\n\n${many(10_000, (index) => `## Phase ${index}: x\n\n- **Status**: done\n- **Workstreams**:\n  - a: skipped\n`)}`,
  },
  '10,000 rows of a summary': {
    path: TRACKER,
    text: `# CLUTCH Workflow Tracker\n\n## Execution Summary\n\n| Phase | Status | Commit | Workstreams | Mode | Debug Cycles |\n|---|---|---|---|---|---|\n${many(10_000, (index) => `| ${index}: x | completed | - | - | - | - |`)}`,
  },
  '1,000 workstreams in a cycle': {
    path: PRP,
    text: `# PRP\n\n## Workstreams\n\n${many(1000, (index) => workstream(index, `part-${(index + 1) % 1000}`, `src/part-${index}/**`))}`,
  },
  '1,000 workstreams that all depend on each other': {
    path: PRP,
    text: `# PRP\n\n## Workstreams\n\n${many(1000, (index) => workstream(index, many(60, (other) => `part-${(index + other) % 1000}`).replaceAll('\n', ', '), `src/**`))}`,
  },
  '20,000 links of a contract chain': {
    path: PRP,
    text: `# PRP\n\n## Workstreams\n\n${workstream(1, 'none', 'src/')}\n## Contract Chain\n\n\`\`\`\n${many(20_000, (index) => `part-${index} → type → part-${index + 1}`)}\n\`\`\`\n`,
  },
  'a YAML bomb in a fence': {
    path: PRP,
    text: `# PRP\n\n\`\`\`yaml\na: &a ["x"]\n${many(60, (index) => `b${index}: &b${index} [*a,*a,*a,*a,*a,*a,*a,*a,*a]`)}\n\`\`\`\n`,
  },
  'YAML 20,000 levels deep': {
    path: PRP,
    text: `---\nname: x\n${many(20_000, (index) => `${' '.repeat(index % 2000)}a:`)}\n---\n# PRP\n`,
  },
  '50,000 fences that are never closed': {
    path: PRP,
    text: many(50_000, (index) => '`'.repeat(3 + (index % 5)) + 'bash'),
  },
  '50,000 comments that are never closed': { path: PRP, text: many(50_000, () => '<!-- x') },
  '50,000 suppressions': {
    path: PRD,
    text: many(50_000, (index) => `<!-- clutch-disable CL${101 + (index % 12)} -->`),
  },
  'a table of 3,000 columns': {
    path: PRD,
    text: `# PRD\n\n|${' Phase |'.repeat(3000)}\n|${'---|'.repeat(3000)}\n|${' Phase 1 |'.repeat(3000)}\n`,
  },
  'an away plan of 50,000 permissions': {
    path: AWAY,
    text: `# X Away Development Plan\n\nExpires: 2026-99-99T99:99\n\n## Allowed Without Further Approval\n\n${many(50_000, () => '- sudo everything')}`,
  },
  'a line that opens 20,000 lists': {
    path: PRD,
    text: `# PRD\n\n${'- '.repeat(20_000)}x\n\n${'> '.repeat(20_000)}x\n\n${'1. '.repeat(20_000)}x\n`,
  },
  'nothing but zeros': { path: PRD, text: '\0'.repeat(1_000_000) },
  'halves of surrogate pairs': { path: PRP, text: '\uD800\n'.repeat(200_000) },
};

/** A person would not wait longer; what is not linear takes minutes. */
const PATIENCE_MS = 4000;

describe('hostile documents are read in bounded time and throw nothing', () => {
  for (const [name, document] of Object.entries(hostile)) {
    it(name, (t) => {
      const project = inMemoryProject({
        files: { [PRD]: '# PRD\n\n## Phase 1: a\n', [PRP]: '# PRP\n' },
        now: '2026-01-01T00:00:00Z',
      });
      const before = process.cpuUsage();
      readEverything(document, document.text.slice(0, -1), project);
      // Processor time: a machine that is busy with other things must not look like a parser that is slow.
      const { user, system } = process.cpuUsage(before);
      const spent = (user + system) / 1000;
      t.diagnostic(`${spent.toFixed(0)} ms`);
      assert.ok(spent < PATIENCE_MS, `${spent.toFixed(0)} ms`);
      if (document.text.length < 1_000_000) fixEverything(document, project);
    });
  }
});
