import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseExecutionReport } from '../../../../server/language/reports/execution-report.ts';

const PLAIN = `EXECUTION SUMMARY
Status: COMPLETE
Files Created: src/a.ts, src/b.ts
Files Modified: none
Tests Run: 12 passed
Issues Encountered: None
Decisions affecting other workstreams: URLs end with a slash
`;

const DRESSED = `Here you are.

\`\`\`
## EXECUTION SUMMARY

**Status:** ✅ **COMPLETE**

### Files Created
- \`src/a.ts\` (the server)
- \`src/b.ts\`

### Files Modified
None

**Tests Run:**
- 12 passed

**Issues Encountered**: None
- **Decisions affecting other workstreams**: URLs end with a slash
\`\`\`
`;

describe('the execution report in what an agent says', () => {
  const wanted = {
    status: 'COMPLETE',
    filesCreated: ['src/a.ts', 'src/b.ts'],
    filesModified: [],
    tests: '12 passed',
    issues: 'None',
    decisions: 'URLs end with a slash',
  };
  it('is read when it is plain', () => assert.deepEqual(parseExecutionReport(PLAIN), wanted));
  it('is read when it is dressed in markdown', () => assert.deepEqual(parseExecutionReport(DRESSED), wanted));

  it('is the last one of several', () => {
    assert.equal(parseExecutionReport(PLAIN + PLAIN.replace('COMPLETE', 'BLOCKED'))?.status, 'BLOCKED');
  });

  it('is null without a summary, without a status, and for the instruction itself', () => {
    assert.equal(parseExecutionReport('All done, COMPLETE.'), null);
    assert.equal(parseExecutionReport('EXECUTION SUMMARY\n\nI did it.'), null);
    assert.equal(parseExecutionReport('EXECUTION SUMMARY\n- Status: COMPLETE / BLOCKED / PARTIAL\n'), null);
  });

  it('falls back to an earlier one when the last words only mention it', () => {
    assert.equal(parseExecutionReport(`${PLAIN}\nEXECUTION SUMMARY follows above.\n`)?.status, 'COMPLETE');
  });
});
