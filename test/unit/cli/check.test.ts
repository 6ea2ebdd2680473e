import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CheckReport } from '../../../schemas/document/finding.ts';
import { Outline } from '../../../schemas/document/outline.ts';
import { runCheck } from '../../../server/cli/check.ts';
import { runOutline } from '../../../server/cli/outline.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'clutch-check-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

type Command = typeof runCheck;

async function run(command: Command, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const stdout = { write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (err += text) };
  const code = await command(args, { cwd: root, stdout, stderr });
  return { code, out, err };
}

const GOOD_PRD = '# Shop\n\n## Phase 1: Base\n\n- Goal: x\n- Deliverables: y\n- Validation: z\n';

describe('clutch check', () => {
  it('ends with 0 and says how much it checked when all is well', async () => {
    write('.clutch/config.json', '{}');
    write('PRDs/PRD-shop.md', GOOD_PRD);
    assert.deepEqual(await run(runCheck, 'PRDs/PRD-shop.md'), {
      code: 0,
      out: '1 document checked, no findings.\n',
      err: '',
    });
  });

  it('ends with 1 for an error in a project, and names file, line and column', async () => {
    write('.clutch/config.json', '{}');
    write('PRDs/PRD-shop.md', '\n  # Shop\n');
    const { code, out } = await run(runCheck, '.');
    assert.equal(code, 1);
    assert.match(out, /^PRDs\/PRD-shop\.md:2:3 error CL101 This PRD has no phases/);
    assert.match(out, /1 document checked: 1 error\.\n$/);
  });

  it('ends with 0 for the same document outside of a project', async () => {
    write('PRDs/PRD-shop.md', '# Shop\n');
    const { code, out } = await run(runCheck, 'PRDs');
    assert.equal(code, 0);
    assert.match(out, / hint CL101 /);
  });

  it('takes PRDs and PRPs for a project once a PRP has workstreams', async () => {
    write('PRDs/PRD-shop.md', '# Shop\n');
    write('PRPs/PRP-PRD-shop-phase-1.md', '## Workstreams\n\n### Workstream 1: api\n- Depends on: web\n');
    const { code, out } = await run(runCheck, '--format', 'json', '.');
    assert.equal(code, 1);
    const report = CheckReport.parse(JSON.parse(out));
    assert.equal(report.files, 2);
    assert.deepEqual(
      report.findings.map(({ file, line, column, endColumn, rule, severity }) => [
        file,
        line,
        column,
        endColumn,
        rule,
        severity,
      ]),
      [
        ['PRDs/PRD-shop.md', 1, 1, 7, 'CL101', 'error'],
        ['PRPs/PRP-PRD-shop-phase-1.md', 4, 15, 18, 'CL205', 'error'],
      ],
    );
  });

  it('writes SARIF that names its rules and places', async () => {
    write('.clutch/config.json', '{}');
    write('PRDs/PRD my shop.md', '# Shop\n');
    const { out } = await run(runCheck, '--format=sarif', '.');
    const log = JSON.parse(out) as {
      version: string;
      runs: {
        tool: { driver: { rules: { id: string; help: { text: string } }[] } };
        results: {
          ruleId: string;
          ruleIndex: number;
          level: string;
          locations: { physicalLocation: { artifactLocation: { uri: string }; region: unknown } }[];
        }[];
      }[];
    };
    assert.equal(log.version, '2.1.0');
    const [result] = log.runs[0]?.results ?? [];
    assert.equal(log.runs[0]?.tool.driver.rules[result?.ruleIndex ?? -1]?.id, 'CL101');
    assert.equal(result?.level, 'error');
    // Code hosts show it beside the finding, and one of them refuses a rule without it.
    assert.ok(log.runs[0]?.tool.driver.rules.every(({ help }) => help.text !== ''));
    const place = result?.locations[0]?.physicalLocation;
    assert.equal(place?.artifactLocation.uri, 'PRDs/PRD%20my%20shop.md');
    assert.deepEqual(place?.region, { startLine: 1, startColumn: 1, endLine: 1, endColumn: 7 });
  });

  it('walks folders without what tools put there, and checks nothing twice', async () => {
    for (const folder of ['a', 'node_modules/x', '.git', 'dist', '.venv', '.claude'])
      write(`${folder}/PRD.md`, GOOD_PRD);
    symlinkSync(root, join(root, 'a', 'loop'));
    const { code, out } = await run(runCheck, '.', 'a', 'a/PRD.md');
    assert.deepEqual([code, out], [0, '2 documents checked, no findings.\n']);
  });

  it('says what cannot be read, one sentence each, ends with 2, and checks the rest', async () => {
    write('.clutch/config.json', '{}');
    write('PRD.md', GOOD_PRD);
    write('binary.md', new Uint8Array([35, 0, 1, 2]));
    write('latin.md', new Uint8Array([35, 32, 0xe9, 10]));
    write('big.md', 'x'.repeat(8 * 1024 * 1024 + 1));
    const { code, out, err } = await run(runCheck, 'missing.md', 'binary.md', 'latin.md', 'big.md', 'PRD.md');
    assert.equal(code, 2);
    assert.equal(out, '1 document checked, no findings.\n');
    assert.deepEqual(err.trimEnd().split('\n'), [
      'missing.md does not exist. Check the path.',
      'binary.md is a binary file. Name a markdown file.',
      'latin.md is not UTF-8 text. Save it with the encoding UTF-8 and try again.',
      'big.md is larger than 8 MiB and was not read. Split it, or leave it out.',
    ]);
  });

  it(
    'does not wait for a pipe that nobody writes to',
    { skip: process.platform === 'win32' && 'no FIFOs' },
    async () => {
      execFileSync('mkfifo', [join(root, 'PRD.md')]);
      const { code, err } = await run(runCheck, 'PRD.md');
      assert.equal(code, 2);
      assert.match(err, /^PRD\.md is not a regular file/);
    },
  );

  it('refuses wrong usage with 2 and says how it is used', async () => {
    for (const args of [[], ['--format'], ['--format', 'xml', 'a.md'], ['--mend', 'a.md']]) {
      const { code, out, err } = await run(runCheck, ...args);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, /Usage: clutch check <path…> \[--fix\] \[--format text\|json\|sarif\|github\]\n$/);
    }
  });

  it('lets nothing from a document steer the terminal', async () => {
    write('.clutch/config.json', '{}');
    write('PRPs/PRP-x-phase-1.md', '### Workstream 1: a\n- Depends on: \u001b]0;x\u0007\u001b[31mred\n');
    const { out } = await run(runCheck, '.');
    assert.ok(!out.includes('\u001b') && !out.includes('\u0007'));
  });
});

describe('clutch outline', () => {
  it('prints what the engine will read, as JSON', async () => {
    write('PRDs/PRD-shop.md', `\uFEFF${GOOD_PRD}`);
    const { code, out } = await run(runOutline, 'PRDs/PRD-shop.md', '--json');
    assert.equal(code, 0);
    assert.deepEqual(Outline.parse(JSON.parse(out)), {
      kind: 'prd',
      profile: null,
      phases: [{ id: '1', title: 'Base', line: 3 }],
      workstreams: [],
      contracts: [],
      concerns: [],
      validation: [],
      tasks: [],
    });
  });

  it('prints it for people otherwise', async () => {
    write('PRDs/PRD-shop.md', GOOD_PRD);
    const { code, out } = await run(runOutline, 'PRDs/PRD-shop.md');
    assert.deepEqual([code, out], [0, 'PRDs/PRD-shop.md: PRD\nPhases:\n  1: Base (line 3)\n']);
  });

  it('ends with 2 for a folder, a missing file and wrong usage', async () => {
    assert.match((await run(runOutline, '.')).err, /is a folder/);
    assert.match((await run(runOutline, 'x.md')).err, /does not exist/);
    for (const args of [[], ['a', 'b'], ['--yaml', 'a']]) assert.equal((await run(runOutline, ...args)).code, 2);
  });
});
