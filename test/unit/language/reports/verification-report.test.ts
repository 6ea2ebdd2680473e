import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VerificationReport } from '#schemas/run/reports.ts';
import { parseVerificationReport } from '../../../../server/language/reports/verification-report.ts';

const GAPS: VerificationReport['gaps'] = [
  {
    gap: 'No check of the length',
    expected: 'status 400 for 300 characters',
    actual: 'status 500',
    severity: 'CRITICAL',
    files: ['src/api.ts', 'test/api.test.ts'],
  },
  { gap: 'The title is missing', expected: 'a title', actual: 'none', severity: 'MINOR', files: ['src/page.html'] },
];

const dressings: Readonly<Record<string, string>> = {
  'plain lines': `VERIFICATION REPORT
Grade: GAPS_FOUND
Requirements Checked: 5 of 6
Test Results: 12 passed
Gaps:
1. Gap: No check of the length
   Expected: status 400 for 300 characters
   Actual: status 500
   Severity: CRITICAL
   Files: src/api.ts, test/api.test.ts
2. Gap: The title is missing
   Expected: a title
   Actual: none
   Severity: MINOR
   Files: src/page.html
Warnings: the build is slow
`,
  'headings for everything': `I am done.

## VERIFICATION REPORT

### Grade
**GAPS_FOUND** ❌

### 1. Requirements Checked
- 5 of 6

### Test Results

12 passed

### Gaps Found (2)

#### Gap 1: No check of the length
- **Expected:** status 400 for 300 characters
- **Actual:** status 500
- **Severity:** CRITICAL 🔴
- **Files:**
  - \`src/api.ts:12\` (the handler)
  - \`test/api.test.ts\`

#### Gap 2: The title is missing
- **Expected**: a title
- **Actual**: none
- **Severity**: minor
- **Files**: \`src/page.html\`

### ⚠️ Warnings
- the build is slow

### Recommendation
Mend the length first, see src/other.ts.
`,
  'a fence, bold labels and nested bullets': `\`\`\`markdown
# Verification Report

- **Grade**: GAPS_FOUND
- **Requirements Checked**: 5 of 6
- **Test Results**: 12 passed
- **Gaps**:
  - **Gap:** No check of the length
    - Expected: status 400 for 300 characters
    - Actual: status 500
    - Severity: CRITICAL
    - Files: src/api.ts, test/api.test.ts
  - **Gap:** The title is missing
    - Expected: a title
    - Actual: none
    - Severity: MINOR
    - Files: src/page.html
- **Warnings**: the build is slow
\`\`\`
`,
  tables: `## VERIFICATION REPORT

| Field | Value |
|-------|-------|
| Grade | **GAPS_FOUND** |
| Requirements Checked | 5 of 6 |
| Test Results | 12 passed |

### Gaps

| # | Gap | Expected | Actual | Severity | Files |
|---|:----|----------|--------|:--------:|-------|
| 1 | No check of the length | status 400 for 300 characters | status 500 | CRITICAL | \`src/api.ts\`, \`test/api.test.ts\` |
| 2 | The title is missing | a title | none | MINOR | src/page.html |

**Warnings:** the build is slow
`,
  'one line for each gap': `**VERIFICATION REPORT**

**Grade:** GAPS_FOUND
**Requirements Checked:** 5 of 6
**Test Results:** 12 passed

**Gaps:**
- [CRITICAL] No check of the length. Expected: status 400 for 300 characters. Actual: status 500 | Files: src/api.ts, test/api.test.ts
- The title is missing (MINOR) – Expected: a title; Actual: none; Files: src/page.html

**Warnings:**
the build is slow
`,
  'groups by severity': `## VERIFICATION REPORT
Grade: GAPS_FOUND
Requirements: 5 of 6
Tests: 12 passed

### Critical Gaps
1. **No check of the length**
   - Expected: status 400 for 300 characters
   - Actual: status 500
   - Files: src/api.ts, test/api.test.ts

### Major Gaps
None

### Minor Gaps
1. **The title is missing**
   - Expected: a title
   - Actual: none
   - Files: src/page.html

### Warnings
the build is slow
`,
  'gaps as paragraphs with bold titles, quoted': `> ### VERIFICATION REPORT
>
> Grade — GAPS_FOUND
> Requirements Checked: 5 of 6
> Test Results: 12 passed
>
> #### Gaps
>
> **Gap 1 (CRITICAL): No check of the length**
> Expected: status 400 for 300 characters
> Actual: status 500
> Files: src/api.ts, test/api.test.ts
>
> **Gap 2 (MINOR): The title is missing**
> Expected: a title
> Actual: none
> Files: src/page.html
>
> #### Warnings
> the build is slow
`,
};

describe('the verification report in what an agent says', () => {
  for (const [dressing, text] of Object.entries(dressings)) {
    it(`is read when it is dressed in ${dressing}`, () => {
      const report = parseVerificationReport(text);
      assert.deepEqual(report, {
        grade: 'GAPS_FOUND',
        requirements: '5 of 6',
        tests: '12 passed',
        gaps: GAPS,
        warnings: 'the build is slow',
      });
      assert.ok(VerificationReport.safeParse(report).success);
      assert.deepEqual(parseVerificationReport(text.replaceAll('\n', '\r\n')), report);
    });
  }
});

const graded = (grade: string, rest = '') => parseVerificationReport(`VERIFICATION REPORT\n${grade}\n${rest}`)?.grade;

describe('the grade', () => {
  it('is found in any dress', () => {
    for (const line of [
      'Grade: PASS',
      '**Grade:** PASS ✅',
      '**Grade**: ✅ `PASS`',
      '- **Overall Grade** – **PASSED** (no gaps found)',
      '## Grade: PASS',
      '## Grade\n\nPASS',
      'Verdict: PASS with warnings',
      'Grade:\n- [x] PASS\n- [ ] GAPS_FOUND\n- [ ] HUMAN_NEEDED',
      'Grade:\n- [ ] GAPS_FOUND\n- [x] PASS\n',
      '| Grade | PASS |\n|---|---|',
      'Grade: ~~GAPS_FOUND~~ PASS',
    ]) {
      assert.equal(graded(line), 'PASS', line);
    }
    assert.equal(parseVerificationReport('## ✅ VERIFICATION REPORT – PASS\n\nAll is well.')?.grade, 'PASS');
    assert.equal(graded('Grade: HUMAN_NEEDED 🙋'), 'HUMAN_NEEDED');
    assert.equal(graded('**Grade: Human needed**'), 'HUMAN_NEEDED');
    assert.equal(graded('Grade: Gaps Found (2)'), 'GAPS_FOUND');
    assert.equal(graded('Grade: did not pass'), 'GAPS_FOUND');
    assert.equal(graded('Grade: FAIL'), 'GAPS_FOUND');
  });

  it('is none in the line of the instruction', () => {
    for (const line of [
      'Grade: PASS | GAPS_FOUND | HUMAN_NEEDED',
      '- **Grade:** PASS / GAPS_FOUND / HUMAN_NEEDED',
      'Grade: [PASS|GAPS_FOUND|HUMAN_NEEDED]',
      'Grade: <PASS or GAPS_FOUND>',
      'Grade: HUMAN_NEEDED, GAPS_FOUND, PASS',
      'Grade: to be done',
      'All tests pass.',
    ]) {
      assert.equal(graded(line), undefined, line);
    }
  });

  it('is no PASS when another line says otherwise, or when a serious gap is listed', () => {
    assert.equal(graded('Grade: PASS', 'Final Grade: GAPS_FOUND'), 'GAPS_FOUND');
    assert.equal(graded('Grade: PASS', 'Gaps:\n- [CRITICAL] Nothing is saved'), 'GAPS_FOUND');
    assert.equal(graded('Grade: PASS', 'Gaps:\n- Nothing is saved'), 'GAPS_FOUND');
    assert.equal(graded('Grade: PASS', 'Gaps:\n- [MINOR] A typing error'), 'PASS');
    assert.equal(graded('Grade: HUMAN_NEEDED', 'Gaps:\n- [CRITICAL] Nothing is saved'), 'HUMAN_NEEDED');
  });
});

describe('the report that counts', () => {
  const report = (grade: string) => `VERIFICATION REPORT\nGrade: ${grade}\nGaps: none\n`;
  it('is the last one', () => {
    assert.equal(parseVerificationReport(report('PASS') + report('HUMAN_NEEDED'))?.grade, 'HUMAN_NEEDED');
    assert.equal(parseVerificationReport(`${report('PASS')}A VERIFICATION REPORT is above.\n`)?.grade, 'PASS');
    assert.equal(
      parseVerificationReport(`${report('PASS')}${report('PASS | GAPS_FOUND | HUMAN_NEEDED')}`)?.grade,
      'PASS',
    );
  });

  it('ends where another kind of report begins', () => {
    const text = `${report('PASS')}Warnings: none\n\n## FIX REPORT\nStatus: FIXED\nWarnings: not mine\n`;
    assert.equal(parseVerificationReport(text)?.warnings, 'none');
  });

  it('is none without a report', () => {
    for (const text of ['', 'Grade: PASS', 'VERIFICATION REPORT', 'EXECUTION SUMMARY\nGrade: PASS']) {
      assert.equal(parseVerificationReport(text), null);
    }
  });
});

const gapsOf = (text: string) => parseVerificationReport(`VERIFICATION REPORT\nGrade: GAPS_FOUND\n${text}`)?.gaps;

describe('the gaps', () => {
  it('are none when the report says so', () => {
    for (const none of [
      'Gaps: none',
      'Gaps Found: 0',
      '## Gaps\nNone.',
      '## Gaps\n\nNo gaps found.',
      '**Gaps:** No critical gaps were found (all requirements are met)',
      'Gaps:\n- None – everything works',
      'Gaps:\n- N/A',
      'Gaps: none\n\nEverything works, and I am glad.',
      'Gaps:\n\nNone. All of it is there.\nIt was a pleasure.',
      'Gaps: 0 critical, 0 major',
      '## Gaps\n\n| Gap | Expected | Actual | Severity |\n|---|---|---|---|\n| None | - | - | - |',
      '### Critical\nNone\n',
    ]) {
      assert.deepEqual(gapsOf(none), [], none);
    }
  });

  it('are gaps when they only begin like that', () => {
    assert.equal(gapsOf('Gaps:\n- None of the endpoints checks its input')?.length, 1);
    assert.equal(gapsOf('Gaps:\n- No title on the page')?.length, 1);
    assert.equal(gapsOf('Gaps: The page has no title')?.length, 1);
  });

  it('are not begun by an introduction, nor by what stands below another heading', () => {
    const text = '## Gaps\nThe following gaps were found:\n- One thing\n- Another\n\n## Next steps\n- Mend it\n';
    assert.deepEqual(
      gapsOf(text)?.map((gap) => gap.gap),
      ['One thing', 'Another'],
    );
  });

  it('are of severity MAJOR when none of the three is said', () => {
    for (const severity of ['', 'Severity: HIGH', 'Severity: CRITICAL | MAJOR | MINOR', 'Severity:']) {
      assert.deepEqual(
        gapsOf(`Gaps:\n- Gap: a thing\n  ${severity}`)?.map((gap) => gap.severity),
        ['MAJOR'],
        severity,
      );
    }
  });

  it('say in one line how severe they are, and in several what they are', () => {
    const lines = gapsOf('Gaps:\n- CRITICAL: no lock\n- Major – it leaks\n- MINOR | naming\n');
    assert.deepEqual(
      lines?.map(({ gap, severity }) => [severity, gap]),
      [
        ['CRITICAL', 'no lock'],
        ['MAJOR', 'it leaks'],
        ['MINOR', 'naming'],
      ],
    );
    const twice =
      '1. **No check** (Severity: CRITICAL)\n   - **Gap**: Any length is taken\n   - **Expected**: 400\n2. Else\n';
    assert.deepEqual(gapsOf(`**Gaps Found:**\n\n${twice}`), [
      { gap: 'No check\nAny length is taken', expected: '400', actual: '', severity: 'CRITICAL', files: [] },
      { gap: 'Else', expected: '', actual: '', severity: 'MAJOR', files: [] },
    ]);
  });

  it('name the files that their words name, and no others', () => {
    const text = `Gaps:
- The handler in src/api/handler.ts:12 throws, see \`lib/errors.ts\`, (docs/api.md) and \`./config.json\`.
  Node.js and/or Deno return 400/500 at /api/tracks, e.g. v1.2, see https://example.org/a.html, ../outside.ts and /etc/passwd.
  \`\`\`ts
  // Gap: no gap
  import x from 'src/code.ts';
  \`\`\`
`;
    const gaps = gapsOf(text);
    assert.equal(gaps?.length, 1);
    assert.deepEqual(gaps?.[0]?.files, [
      'src/api/handler.ts',
      'lib/errors.ts',
      'docs/api.md',
      'config.json',
      'src/code.ts',
    ]);
  });

  it('keep what a comment of code says as text', () => {
    const gaps = gapsOf('## Gaps\n### Gap 1: It fails\n```bash\n# Warnings\nnpm test\n```\n### Gap 2: It fails, too\n');
    assert.deepEqual(
      gaps?.map((gap) => gap.gap.split('\n')[0]),
      ['It fails', 'It fails, too'],
    );
  });

  it('are at most 200, each within its limits', () => {
    const many = `Gaps:\n${`- ${'x'.repeat(3000)}\n  Expected: ${'y'.repeat(3000)}\n`.repeat(30)}${'- small\n'.repeat(300)}`;
    const report = parseVerificationReport(`VERIFICATION REPORT\nGrade: GAPS_FOUND\n${many}`);
    assert.equal(report?.gaps.length, 200);
    assert.ok(VerificationReport.safeParse(report).success);
  });
});
