import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playbookVerbs } from '#schemas/playbook.ts';
import { parseExecutionReport } from '../../../../server/language/reports/execution-report.ts';
import { parseFixReport } from '../../../../server/language/reports/fix-report.ts';
import { parseVerificationReport } from '../../../../server/language/reports/verification-report.ts';
import { executionSummary } from '../../../../server/runtimes/playbook/execution-summary.ts';
import { fixReport } from '../../../../server/runtimes/playbook/fix-report.ts';
import { verificationReport } from '../../../../server/runtimes/playbook/verification-report.ts';

const NOTHING = { created: [], modified: [] };

describe('what a playbook reports is what is read', () => {
  it('in a VERIFICATION REPORT', () => {
    const report = {
      grade: 'GAPS_FOUND' as const,
      requirements: 'the endpoint\nTests: exist, all of them',
      tests: '12 passed\n1 failed',
      gaps: [
        {
          gap: 'No check of the length\nnor of the title',
          expected: 'status 400',
          actual: 'status 500',
          severity: 'CRITICAL' as const,
          files: ['src/api.ts', 'docs/[id]/read me.md'],
        },
        { gap: 'No title', expected: 'none', actual: 'none', severity: 'MINOR' as const, files: [] },
      ],
      warnings: 'slow',
    };
    assert.deepEqual(parseVerificationReport(verificationReport(report)), report);
    const defaults = playbookVerbs.verify.parse({});
    assert.deepEqual(parseVerificationReport(`working${verificationReport(defaults)}`), defaults);
  });

  it('in a FIX REPORT', () => {
    const fixes = [
      { gap: 'No check', rootCause: 'no maximum', fix: 'a maximum', files: ['src/api.ts'], verification: 'npm test' },
      { gap: 'No title', rootCause: 'none', fix: 'none', files: [], verification: 'none' },
    ];
    const step = { status: 'STUCK' as const, auto: false, fixes, remaining: 'the title\nand the icon' };
    const { status, remaining } = step;
    assert.deepEqual(parseFixReport(fixReport(step, NOTHING)), { status, fixes, remaining });
    const auto = parseFixReport(fixReport({ ...step, auto: true }, { created: ['a.ts'], modified: ['b.ts'] }));
    assert.deepEqual(
      auto?.fixes.map((fix) => fix.files),
      [['src/api.ts'], ['a.ts', 'b.ts']],
    );
    const empty = playbookVerbs.fix.parse({ auto: true });
    assert.deepEqual(parseFixReport(fixReport(empty, NOTHING)), { status: 'FIXED', fixes: [], remaining: 'none' });
    const unnamed = parseFixReport(fixReport(empty, { created: ['a.ts'], modified: [] }));
    assert.deepEqual(
      unnamed?.fixes.map((fix) => fix.files),
      [['a.ts']],
    );
  });

  it('in an EXECUTION SUMMARY', () => {
    const report = playbookVerbs.report.parse({ filesCreated: ['src/a.ts'], status: 'PARTIAL' });
    const { auto: _, ...said } = report;
    assert.deepEqual(parseExecutionReport(executionSummary(report, NOTHING)), said);
  });
});
