import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FixReport } from '#schemas/run/reports.ts';
import { parseFixReport } from '../../../../server/language/reports/fix-report.ts';

const dressings: Readonly<Record<string, string>> = {
  'plain lines': `FIX REPORT
Status: FIXED
Gaps:
1. Gap: No check of the length
   Root Cause: the schema had no maximum
   Fix Applied: a maximum of 200
   Files: src/api.ts, test/api.test.ts
   Verification: npm test passes
2. Gap: The title is missing
   Root Cause: forgotten
   Fix Applied: added it
   Files: src/page.html
   Verification: seen
Remaining Issues: none
`,
  'headings for everything': `All mended!

## 🔧 FIX REPORT

**Status:** ✅ FIXED

### Gap 1: No check of the length

**Root Cause:** the schema had no maximum
**Fix Applied:** a maximum of 200
**Files:**
- \`src/api.ts\` (the schema)
- \`test/api.test.ts\`

**Verification:** npm test passes

### Gap 2: The title is missing
- **Root Cause**: forgotten
- **Fix Applied**: added it
- **Files Modified**: \`src/page.html\`
- **Verification**: seen

### Remaining Issues
none
`,
  'a fence, with the same headings one level up': `\`\`\`
# FIX REPORT
## Status: FIXED
## Gap 1: No check of the length
- Root Cause: the schema had no maximum
- Fix: a maximum of 200
- Files: src/api.ts, test/api.test.ts
- Verification: npm test passes
## Gap 2: The title is missing
- Root Cause: forgotten
- Fix: added it
- Files: src/page.html
- Verification: seen
## Remaining
none
\`\`\`
`,
  'a table': `## FIX REPORT
Status: FIXED

| Gap | Root Cause | Fix Applied | Files | Verification |
|-----|-----|-----|-----|-----|
| No check of the length | the schema had no maximum | a maximum of 200 | src/api.ts, test/api.test.ts | npm test passes |
| The title is missing | forgotten | added it | \`src/page.html\` | seen |

Remaining Issues: none
`,
  'numbered fixes': `**FIX REPORT**
- **Status:** FIXED
- **Fixes:**
  1. **No check of the length**
     - Root cause: the schema had no maximum
     - Fix: a maximum of 200
     - Files: src/api.ts, test/api.test.ts
     - Verification: npm test passes
  2. **The title is missing**
     - Root cause: forgotten
     - Fix: added it
     - Files: src/page.html
     - Verification: seen
- **Remaining Issues:** none
`,
};

describe('the fix report in what an agent says', () => {
  for (const [dressing, text] of Object.entries(dressings)) {
    it(`is read when it is dressed in ${dressing}`, () => {
      const report = parseFixReport(text);
      assert.deepEqual(report, {
        status: 'FIXED',
        fixes: [
          {
            gap: 'No check of the length',
            rootCause: 'the schema had no maximum',
            fix: 'a maximum of 200',
            files: ['src/api.ts', 'test/api.test.ts'],
            verification: 'npm test passes',
          },
          {
            gap: 'The title is missing',
            rootCause: 'forgotten',
            fix: 'added it',
            files: ['src/page.html'],
            verification: 'seen',
          },
        ],
        remaining: 'none',
      });
      assert.ok(FixReport.safeParse(report).success);
    });
  }

  it('of one gap without a title has one fix', () => {
    const report = parseFixReport('FIX REPORT\nStatus: FIXED\nRoot Cause: a typing error\nFix Applied: mended\n');
    assert.deepEqual(report?.fixes, [
      { gap: '', rootCause: 'a typing error', fix: 'mended', files: [], verification: '' },
    ]);
  });

  it('tells what is left, also when that names gaps', () => {
    const text = 'FIX REPORT\nStatus: STUCK\n\n## Remaining Issues\n- Gap 2: it still fails\n- Fix: unknown\n';
    assert.deepEqual(parseFixReport(text), {
      status: 'STUCK',
      fixes: [],
      remaining: 'Gap 2: it still fails\nFix: unknown',
    });
  });
});

const statusOf = (rest: string) => parseFixReport(`FIX REPORT\n${rest}`)?.status;

describe('the status of a fix report', () => {
  it('is FIXED or STUCK in any dress', () => {
    for (const line of [
      'Status: FIXED',
      '**Status:** ✅ Fixed',
      '- **Status** – FIXED (2 of 2)',
      '## Status\n\nFIXED',
    ]) {
      assert.equal(statusOf(line), 'FIXED', line);
    }
    for (const line of ['Status: STUCK', 'Status: NOT FIXED', 'Status: partially fixed', '| Status | STUCK |']) {
      assert.equal(statusOf(line), 'STUCK', line);
    }
    assert.equal(parseFixReport('## FIX REPORT: STUCK\n')?.status, 'STUCK');
  });

  it('is none in the line of the instruction', () => {
    for (const line of ['Status: FIXED | STUCK', 'Status: FIXED / STUCK', 'Status: [FIXED or STUCK]', 'It is fixed.']) {
      assert.equal(statusOf(line), undefined, line);
    }
  });

  it('is STUCK as soon as one gap is', () => {
    const text = 'Status: FIXED\n### Gap 1: a\n- Status: FIXED\n- Fix: b\n### Gap 2: c\n- Status: STUCK\n- Fix: none\n';
    assert.equal(statusOf(text), 'STUCK');
    assert.equal(parseFixReport(`FIX REPORT\n${text}`)?.fixes.length, 2);
  });

  it('is that of the last report', () => {
    assert.equal(statusOf('Status: FIXED\n\nFIX REPORT\nStatus: STUCK\n'), 'STUCK');
    assert.equal(parseFixReport('VERIFICATION REPORT\nStatus: FIXED'), null);
  });
});
