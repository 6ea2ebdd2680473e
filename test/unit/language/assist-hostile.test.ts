import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeLensesOf } from '../../../server/language/assist/code-lenses.ts';
import { completionsAt } from '../../../server/language/assist/completion.ts';
import { hoverAt } from '../../../server/language/assist/hover.ts';
import { inlayHintsOf } from '../../../server/language/assist/inlay-hints.ts';
import type { LivePlans } from '../../../server/language/assist/live-plans.ts';
import { factsOf } from '../../../server/language/facts.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import { inMemoryProject } from '../../helpers/in-memory-project.ts';
import { PRD, PRP, SHOP_PRD, SHOP_PRP, SHOP_TRACKER, TRACKER } from './assist-stage.ts';

const AWAY = 'AWAY_DEVELOPMENT_PLAN.md';
const lines = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('\n');
const cycle = (index: number): string =>
  `### Workstream ${index}: w${index}\n- **Owner**: executor-w${index}\n- **Files owned**: src/${index}/\n- **Depends on**: w${(index + 1) % 1000}\n`;

const HOSTILE: Readonly<Record<string, readonly [path: string, text: string]>> = {
  'ten thousand headings': [
    PRD,
    `# PRD\n\n## Implementation Phases\n${lines(10_000, (i) => `### Phase ${i}: p${i}`)}\n## `,
  ],
  'ten thousand headings of a tracker': [
    TRACKER,
    `${SHOP_TRACKER}\n${lines(10_000, (i) => `## Phase ${i}: p${i}`)}\n## `,
  ],
  'a thousand workstreams in a cycle': [PRP, `# PRP\n\n## Workstreams\n\n${lines(1000, cycle)}\n### `],
  'one endless line': [PRP, `${SHOP_PRP}\n- **Depends on**: ${'store, '.repeat(200_000)}`],
  'a table of many columns': [TRACKER, `${SHOP_TRACKER}\n| Phase | Status |${' x |'.repeat(50_000)}\n|--|--|\n| 1 | `],
  'comments that are never closed': [PRD, `${SHOP_PRD}\n${'<!-- clutch-disable CL1'.repeat(5_000)}`],
  'list items without an end': [
    PRP,
    `# PRP\n\n## Workstreams\n\n### Workstream 1: a\n- **Tasks**:\n${'  - x\n'.repeat(20_000)}  - `,
  ],
  'blanks and marks': [AWAY, `${'# '.repeat(10_000)}\n${' '.repeat(100_000)}\nReady${' '.repeat(50_000)}: `],
  'lone surrogates': [PRD, `# \uD800\n\n### Phase 1: \uDFFF\uD800\n\n\u0000\u202E## `],
  nothing: [PRP, ''],
};

const status = { words: 'in progress', status: 'in-progress', since: null } as const;
const evidence = { text: 'x'.repeat(100_000), at: Number.NaN };
const live: LivePlans = {
  phase: () => ({
    ...status,
    run: null,
    runStatus: 'running',
    workstreams: [{ ...status, name: 'a', executor: 'executor-a', evidence }],
    receipts: [{ level: 1, command: '`'.repeat(1000), exitCode: null, durationMs: Number.NaN, at: Infinity }],
    evidence,
  }),
};

describe('help while writing survives hostile documents', () => {
  for (const [name, [path, text]] of Object.entries(HOSTILE)) {
    it(name, (context) => {
      const project = inMemoryProject({
        files: { [PRD]: SHOP_PRD, [PRP]: SHOP_PRP, [TRACKER]: SHOP_TRACKER, [path]: text },
      });
      const document = parseDocument(text);
      const here = { path, document, facts: factsOf(path, document) };
      const count = document.lines.count;
      const samples = [0, 1, 2, 3, 5, 8, 13, Math.floor(count / 2), count - 3, count - 2, count - 1, count, count + 5];
      // Processor time, because other tests keep the machine busy.
      const before = process.cpuUsage();
      for (const line of samples.filter((one) => one >= 0)) {
        const { length } = document.lines.text(line);
        for (const character of new Set([0, 3, 5, Math.floor(length / 2), length, length + 3])) {
          const position = { line, character };
          assert.ok(completionsAt(here, position, project).length <= 600);
          assert.ok((hoverAt(here, position, project, live)?.markdown.length ?? 0) < 20_000);
        }
      }
      const all = { start: { line: 0, character: 0 }, end: { line: count, character: 0 } };
      assert.ok(codeLensesOf(here, project, live).length <= 400);
      assert.ok(inlayHintsOf(here, all, project, live).length <= 400);
      const { user, system } = process.cpuUsage(before);
      const spent = (user + system) / 1000;
      context.diagnostic(`${spent.toFixed(0)} ms`);
      assert.ok(spent < 3_000, `${spent.toFixed(0)} ms`);
    });
  }
});
