import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { checkDocument } from '../../../server/language/check-document.ts';
import { parseExecutionReport } from '../../../server/language/reports/execution-report.ts';
import { outlineOf } from '../../../server/language/outline.ts';
import { parseDocument } from '../../../server/language/parse-document.ts';
import type { ParsedDocument } from '../../../server/language/parse-document.ts';
import { completedPhases } from '../../../server/language/tracker/completed-phases.ts';

const PIECES = [
  '# Title',
  '## Phase 1: Base',
  '## Workstreams',
  '### Workstream 1: api',
  '- **Files owned**: src/a.ts, `src/{b,c}/**`',
  '- **Depends on**: none',
  '```',
  '```bash',
  '````markdown',
  '~~~',
  'npm test && \\',
  '| Phase | Status |',
  '|---|---|',
  '| 1 | done |',
  '<!--',
  '-->',
  '---',
  'name: "x"',
  'description: |',
  '  - web: skipped',
  '### Level 1: Syntax',
  '> quote',
  '- item',
  '    code',
  '阶段 1:基础',
  '**Phase 2:** Pay',
  'EXECUTION SUMMARY',
  'Status: COMPLETE',
  '\t',
  '',
];
const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'grapheme', maxLength: 12 }));
const newline = fc.constantFrom('\n', '\n', '\r\n', '\r');
const text = fc
  .array(fc.tuple(piece, newline), { maxLength: 60 })
  .map((lines) => lines.map(([content, end]) => content + end).join(''));

function shape(document: ParsedDocument): unknown {
  const { headings, fences, tables, visible } = document;
  const nodes: string[] = [];
  document.tree.iterate({ enter: (node) => void nodes.push(`${node.name} ${node.from}-${node.to}`) });
  return { headings, fences, tables, visible, tree: nodes };
}

describe('parseDocument', () => {
  it('keeps every offset: what it hides becomes blanks of the same length', () => {
    fc.assert(
      fc.property(text, (source) => {
        const { visible, lines } = parseDocument(source);
        assert.equal(visible.length, source.length);
        for (let line = 0; line < lines.count; line += 1) {
          assert.deepEqual(lines.positionAt(lines.start(line)), { line, character: 0 });
        }
      }),
    );
  });

  it('reads an edited document as it reads a new one', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), piece, (source, from, length, insert) => {
        const at = from % (source.length + 1);
        const edited = source.slice(0, at) + insert + source.slice(at + (length % 20));
        assert.deepEqual(shape(parseDocument(edited, parseDocument(source))), shape(parseDocument(edited)));
      }),
      { numRuns: 300 },
    );
  });

  it('never throws, and neither does anything that reads it', () => {
    const paths = fc.constantFrom('PRDs/PRD-x.md', 'PRPs/PRP-x-phase-1.md', 'WORKFLOW.md', 'a.md');
    fc.assert(
      fc.property(text, paths, (source, path) => {
        outlineOf(path, source);
        completedPhases(source);
        parseExecutionReport(source);
        const count = source.split(/\r\n|\r|\n/).length;
        for (const { range } of checkDocument({ path, text: source, inProject: true })) {
          assert.ok(range.start.line <= range.end.line && range.end.line < count);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('counts lines and UTF-16 units as the Language Server Protocol does', () => {
    const { lines } = parseDocument('a\r\n😀b\rc\n');
    assert.deepEqual([lines.count, lines.text(1), lines.text(2)], [4, '😀b', 'c']);
    assert.deepEqual(lines.positionAt(5), { line: 1, character: 2 });
  });

  it('takes comments in code for code and headings in comments for nothing', () => {
    const document = parseDocument('```bash\n# not a heading\n```\n<!--\n# nor this\n-->\n# Title\n');
    assert.deepEqual(
      document.headings.map(({ text: name, line }) => [name, line]),
      [['Title', 6]],
    );
  });

  it('sees a comment mark in code as code', () => {
    assert.equal(parseDocument('Write `<!--` first.\n\n# Title\n').headings.length, 1);
  });

  it('reads front matter with and without marks', () => {
    const fenced = parseDocument('---\nname: shop # ours\ntags: [a]\nbad: : yaml: [\n---\n# Title\n');
    const bare = parseDocument('name: "shop"\ndescription: |\n  # no heading\n\n# Title\n');
    assert.deepEqual([fenced.frontMatter?.fields.get('name'), fenced.headings.length], ['shop', 1]);
    assert.deepEqual([bare.frontMatter?.fields.get('name'), bare.headings.length], ['shop', 1]);
  });

  it('says which fence was never closed', () => {
    const { fences } = parseDocument('```bash\nls\n\n## Validation Loop\n\n```bash\nls\n```\n');
    assert.deepEqual(
      fences.map(({ line, endLine, closed }) => [line, endLine, closed]),
      [
        [0, 3, false],
        [5, 8, true],
      ],
    );
  });

  it('stays fast on documents made to be slow', () => {
    const hostile = [
      '```md\n## Level 1\n'.repeat(20_000),
      '<!-- '.repeat(150_000),
      `${' '.repeat(300_000)}#`,
      '*_'.repeat(200_000),
      '- '.repeat(5000),
      '[('.repeat(200_000),
      '## Phase 1: '.repeat(30_000),
      '### Workstream 1: a\n- Files owned: a\n'.repeat(3000),
      `a=b${'=c'.repeat(50_000)}`,
    ];
    for (const source of hostile) {
      // Processor time, because other tests run beside this one; a quadratic reader takes minutes.
      const started = process.cpuUsage();
      for (const path of ['PRDs/PRD-x.md', 'PRPs/PRP-x-phase-1.md', 'WORKFLOW.md']) {
        checkDocument({ path, text: source, inProject: true });
        outlineOf(path, source);
      }
      const took = process.cpuUsage(started).user / 1000;
      assert.ok(took < 6000, `${JSON.stringify(source.slice(0, 20))} took ${Math.round(took)} ms`);
    }
  });
});
