import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { ExecutionReport } from '#schemas/run/phase.ts';
import { FixReport, VerificationReport } from '#schemas/run/reports.ts';
import { parseExecutionReport } from '../../../../server/language/reports/execution-report.ts';
import { parseFixReport } from '../../../../server/language/reports/fix-report.ts';
import { parseVerificationReport } from '../../../../server/language/reports/verification-report.ts';

const readers = [
  { read: parseExecutionReport, shape: ExecutionReport },
  { read: parseVerificationReport, shape: VerificationReport },
  { read: parseFixReport, shape: FixReport },
];

/** Whatever is read has the shape that it promises. */
function readAll(text: string): void {
  for (const { read, shape } of readers) {
    const report = read(text);
    if (report !== null) assert.ok(shape.safeParse(report).success);
  }
}

const TITLES = 'EXECUTION SUMMARY\nStatus: COMPLETE\nVERIFICATION REPORT\nGrade: PASS\nFIX REPORT\nStatus: FIXED\n';
const MARKS = [
  '\n',
  '\n\n',
  '  ',
  '# ',
  '## ',
  '### ',
  '- ',
  '1. ',
  '> ',
  '**',
  '`',
  '```',
  '```ts',
  ': ',
  '|',
  ' | ',
  '\n|---|---|\n',
];
const WORDS =
  'EXECUTION SUMMARY/VERIFICATION REPORT/FIX REPORT/Grade/Status/PASS/GAPS_FOUND/FIXED/STUCK/Gaps/Gap/Gap 1/Expected/Actual/Severity/CRITICAL/Files/src.ts/Root Cause/Fix/Verification/Remaining/Critical/none';
const pieces = fc.constantFrom(...MARKS, ...WORDS.split('/'));
const report = fc.array(fc.oneof(pieces, pieces, fc.string()), { maxLength: 120 }).map((parts) => parts.join(''));

describe('reports that nobody would write', () => {
  it('are read without an error, whatever they say', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), readAll), { numRuns: 300 });
    fc.assert(
      fc.property(fc.constantFrom('', ...TITLES.split(/(?<=\n)/)), report, (head, text) => readAll(head + text)),
      {
        numRuns: 1500,
      },
    );
  });

  const MiB5 = 5 * 2 ** 20;
  const fill = (words: string) => words.repeat(Math.ceil(MiB5 / words.length));
  const texts: Readonly<Record<string, string>> = {
    'a line of 5 MB': fill('x'),
    'a line of 5 MB of words': fill('word '),
    'a line of 5 MB of labels': fill('Expected: a, '),
    'a line of 5 MB of marks': fill('*_`~[]()<>|'),
    'a line of 5 MB of files': fill('`src/a.ts`, '),
    'a title 300,000 times': fill('VERIFICATION REPORT x\n'),
    'all titles again and again': fill(TITLES),
    'a title that is never one': fill('- FIX REPORT\nStatus: FIXED | STUCK\n'),
    'blank lines': fill('\n'),
    blanks: fill(' '),
    fences: fill('```ts\n'),
    gaps: fill('- Gap: a\n'),
    'fields of one gap': fill('  more\n'),
    rows: fill('| a | b |\n|---|---|\n'),
    quotes: fill('> '),
    rules: fill('- - '),
    hashes: fill('# '),
    'dashes of a separator': fill('|-'),
  };
  for (const [name, text] of Object.entries(texts)) {
    it(`are read in time: ${name}`, () => {
      const started = performance.now();
      readAll(TITLES + text);
      // The end of the text is what is looked at, so the same behind the titles once more.
      readAll(`${text.slice(0, 1000)}\n${TITLES}Gaps:\n- ${text.slice(0, 200_000)}`);
      readAll(TITLES.replaceAll('\n', ` ${text.slice(0, 60_000)}\n`));
      assert.ok(performance.now() - started < 3000, `${Math.round(performance.now() - started)} ms`);
    });
  }
});
