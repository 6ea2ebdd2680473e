import assert from 'node:assert/strict';
import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { CheckReport } from '../../../schemas/document/finding.ts';
import { runCheck } from '../../../server/cli/check.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

async function check(folder: string, ...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const stdout = { write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (err += text) };
  const code = await runCheck(args, { cwd: folder, stdout, stderr });
  return { code, out, err };
}

const PRD = '# Shop\n\n## Phase 1: Base\n\n- Goal: x\n- Deliverables: y\n- Validation: z\n';
const workstreams = (...owners: readonly string[]): string =>
  owners
    .map((owner, at) => `### Workstream ${at + 1}: w${at}\n\n- Owner: ${owner}\n- Files: src/${at}.ts\n`)
    .join('\n');
const prp = (...owners: readonly string[]): string =>
  `## Goal\n\nA shop.\n\n## Workstreams\n\n${workstreams(...owners)}\n## Validation Loop\n\n### Level 1: Syntax\n\n\`\`\`bash\ntrue\n\`\`\`\n`;

const PRP = 'PRPs/PRP-PRD-shop-phase-1.md';
const WRONG = prp('executor-a', 'executor-b');
const RIGHT = prp('executor-w0', 'executor-w1');
const SHOP = { '.clutch/config.json': '{}', 'PRDs/PRD-shop.md': PRD };

describe('clutch check --fix', () => {
  it('mends what is certain, says in which files, and prints what is left', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { ...SHOP, [PRP]: WRONG, 'PRDs/PRD-b.md': '# B\n' });
      const { code, out, err } = await check(folder, '.', '--fix', '--format', 'json');
      assert.equal(err, `2 findings fixed in ${PRP}.\n`);
      assert.equal(readFileSync(path.join(folder, PRP), 'utf8'), RIGHT);
      const { files, findings } = CheckReport.parse(JSON.parse(out));
      assert.deepEqual([code, files, findings.map(({ rule }) => rule)], [1, 3, ['CL101']]);
      const again = await check(folder, '.', '--fix');
      assert.equal(again.err, '');
    }));

  it('keeps line ends, byte order mark and mode of a file, and a link to it', () =>
    withTempDir(async (folder) => {
      const windows = (text: string): string => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
      writeTree(folder, { ...SHOP, 'elsewhere.md': windows(WRONG), 'PRPs/x.txt': '' });
      const real = path.join(folder, 'elsewhere.md');
      chmodSync(real, 0o664);
      const link = path.join(folder, PRP);
      symlinkSync(real, link);
      const { err } = await check(folder, '--fix', PRP);
      assert.equal(err, `2 findings fixed in ${PRP}.\n`);
      assert.equal(readFileSync(real, 'utf8'), windows(RIGHT));
      assert.ok(lstatSync(link).isSymbolicLink());
      if (process.platform !== 'win32') assert.equal(statSync(real).mode & 0o777, 0o664);
    }));

  it('changes nothing that was not named', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { ...SHOP, [PRP]: WRONG });
      const { code, err } = await check(folder, '--fix', 'PRDs');
      assert.deepEqual([code, err], [0, '']);
      assert.equal(readFileSync(path.join(folder, PRP), 'utf8'), WRONG);
    }));

  it('changes nothing without being asked to', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { ...SHOP, [PRP]: WRONG });
      await check(folder, '.');
      assert.equal(readFileSync(path.join(folder, PRP), 'utf8'), WRONG);
    }));

  it(
    'names a file that cannot be written, and mends the others',
    { skip: process.getuid?.() === 0 && 'root may write everywhere' },
    () =>
      withTempDir(async (folder) => {
        writeTree(folder, { ...SHOP, [PRP]: WRONG, 'locked/PRP-a-phase-1.md': WRONG });
        chmodSync(path.join(folder, 'locked'), 0o555);
        const { code, err } = await check(folder, '.', '--fix');
        chmodSync(path.join(folder, 'locked'), 0o755);
        assert.equal(code, 2);
        assert.match(err, /^locked.PRP-a-phase-1\.md cannot be fixed: /m);
        assert.equal(readFileSync(path.join(folder, PRP), 'utf8'), RIGHT);
      }),
  );

  it('leaves a file alone that is read-only', { skip: process.getuid?.() === 0 && 'root may write everywhere' }, () =>
    withTempDir(async (folder) => {
      writeTree(folder, { ...SHOP, [PRP]: WRONG });
      chmodSync(path.join(folder, PRP), 0o444);
      const { code, err } = await check(folder, '.', '--fix');
      assert.equal(code, 2);
      assert.equal(err, `${PRP} cannot be fixed: permission denied. Mend that and try again.\n`);
      assert.equal(readFileSync(path.join(folder, PRP), 'utf8'), WRONG);
    }),
  );
});

describe('clutch check in a project', () => {
  it('sees the whole project, and reports on what was named', () =>
    withTempDir(async (folder) => {
      const tracker =
        '# CLUTCH Workflow Tracker\n\n**PRD:** PRDs/PRD-shop.md\n\n## Phase 1: Base\n\n- **Status**: completed\n- **Commit**: abc1234 (feat: x)\n- **Workstreams**:\n  - w0: completed (files: `src/0.ts`)\n- **Resume Instructions**: Nothing is left to run.\n';
      writeTree(folder, { ...SHOP, [PRP]: RIGHT, 'WORKFLOW.md': tracker, 'PRDs/PRD-b.md': '# B\n' });
      const { out } = await check(folder, 'WORKFLOW.md', '--format=json');
      const { files, findings } = CheckReport.parse(JSON.parse(out));
      assert.deepEqual([files, findings.map(({ file, rule }) => [file, rule])], [1, [['WORKFLOW.md', 'CL304']]]);
    }));

  it('takes severities from the configuration, and says when that cannot be used', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'PRDs/PRD-b.md': '# B\n', '.clutch/config.json': '{"rules": {"CL101": "info"}}' });
      const quiet = await check(folder, '.');
      assert.equal(quiet.code, 0);
      assert.match(quiet.out, / info CL101 /);
      writeFileSync(path.join(folder, '.clutch/config.json'), '{"rules": {"CL101": "loud"}}');
      const broken = await check(folder, '.');
      assert.equal(broken.code, 2);
      assert.match(broken.out, / error CL101 /);
      assert.match(broken.err, /^\S*config\.json cannot be used, so every rule has its own severity: .+\n$/);
      rmSync(path.join(folder, '.clutch/config.json'));
      mkdirSync(path.join(folder, '.clutch/config.json'));
      const odd = await check(folder, '.');
      assert.equal(odd.code, 2);
      assert.match(
        odd.err,
        /config\.json cannot be used, so every rule has its own severity: it is no regular file\.\n$/,
      );
    }));

  it('prints workflow commands that nothing in a document can break out of', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { ...SHOP, 'PRDs/PRD-a,b:c.md': '# B\n' });
      writeTree(folder, { [PRP]: prp('executor-w0').replace('- Files', '- Depends on: 100%::error x\n- Files') });
      const { out } = await check(folder, '.', '--format', 'github');
      const lines = out.trimEnd().split('\n');
      assert.match(
        lines[0] ?? '',
        /^::error file=PRDs\/PRD-a%2Cb%3Ac\.md,line=1,col=1,endLine=1,endColumn=4,title=CL101::This PRD has no phases/,
      );
      assert.match(
        lines[1] ?? '',
        /^::error file=PRPs\/[^:]+,title=CL205::Workstream "w0" depends on "100%25::error x"/,
      );
      assert.equal(lines.at(-1), '3 documents checked: 2 errors.');
      assert.equal(lines.length, 3);
    }));

  it('reads nothing because of a link in a folder, and no further than a path with .. says', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { ...SHOP, 'p/PRD.md': PRD });
      symlinkSync(folder, path.join(folder, 'p/loop'));
      const { code, out } = await check(path.join(folder, 'p'), '../p', '..//PRDs/../PRDs/PRD-shop.md');
      assert.deepEqual([code, out], [0, '2 documents checked, no findings.\n']);
    }));
});
