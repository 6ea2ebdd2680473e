import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createGitFacts } from '../../../server/plans/git-facts.ts';
import type { PlanChange } from '../../../server/plans/plan-index.ts';
import { readCollabRecords } from '../../../server/plans/read-collab-records.ts';
import { withPlans, withSession } from '../../helpers/followed-plans.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

const PRD = '# Shop\n\n## Phase 1: Base\n\n- Goal: x\n- Deliverables: y\n- Validation: z\n';
const prp = (...names: readonly string[]): string =>
  `## Goal\n\nA shop.\n\n## Workstreams\n\n${names
    .map(
      (name, index) => `### Workstream ${index + 1}: ${name}\n\n- Owner: executor-${name}\n- Files: src/${name}.ts\n`,
    )
    .join('\n')}\n## Validation Loop\n\n### Level 1: Syntax\n\n\`\`\`bash\ntrue\n\`\`\`\n`;
const tracker = (commit: string, ...names: readonly string[]): string =>
  `# CLUTCH Workflow Tracker\n\n**PRD:** PRDs/PRD-shop.md\n\n## Phase 1: Base\n\n- **Status**: completed\n- **Commit**: ${commit} (feat: base)\n- **Workstreams**:\n${names
    .map((name) => `  - ${name}: completed (files: \`src/${name}.ts\`)\n`)
    .join('')}- **Resume Instructions**: Nothing is left to run.\n`;

const SHOP = {
  '.clutch/config.json': '{}',
  'PRDs/PRD-shop.md': PRD,
  'PRPs/PRP-PRD-shop-phase-1.md': prp('api'),
  'WORKFLOW.md': tracker('abc1234', 'api'),
};

const PRP = 'PRPs/PRP-PRD-shop-phase-1.md';
const isDocument = (file: string) => (change: PlanChange) => change.type === 'document' && change.path === file;

describe('a session', () => {
  it('finds what is wrong in closed documents, and notices when they change', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { ...SHOP, 'PRDs/PRD-b.md': '# B\n' });
      const b = path.join(folder, 'PRDs/PRD-b.md');
      await withPlans(({ index, after }) =>
        withSession(index, [folder], {}, async ({ session, found }) => {
          assert.deepEqual(found.get(b), ['CL101']);
          await after(() => writeFileSync(b, PRD), isDocument(b));
          await session.settle();
          assert.deepEqual(found.get(b), []);
          await after(() => writeFileSync(b, '# B\n'), isDocument(b));
          await session.settle();
          assert.deepEqual(found.get(b), ['CL101']);
          await after(() => rmSync(b), isDocument(b));
          await session.settle();
          assert.deepEqual(found.get(b), []);
          assert.deepEqual(session.findings(b), []);
        }),
      );
    }));

  it('that is over holds no folder, whatever its client still wanted', () =>
    withTempDir(async (folder) => {
      writeTree(folder, SHOP);
      await withPlans(({ index }) =>
        withSession(index, [], {}, async ({ session }) => {
          session.dispose();
          session.setFolders([folder]);
          await index.ready();
          assert.deepEqual(index.projects(), []);
        }),
      );
    }));

  it('says nothing of closed documents outside of CLUTCH projects, until they are in one', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'PRDs/PRD-b.md': '# B\n', '.git/HEAD': '' });
      const b = path.join(folder, 'PRDs/PRD-b.md');
      await withPlans(({ index, after }) =>
        withSession(index, [folder], {}, async ({ session, found }) => {
          assert.equal(found.size, 0);
          session.setText(b, '# B\n\ntext\n');
          await session.settle();
          assert.deepEqual(
            session.findings(b).map(({ rule, severity }) => [rule, severity]),
            [['CL101', 'hint']],
          );
          await after(
            () => writeTree(folder, { '.clutch/config.json': '{"rules":{"CL101":"warning"}}' }),
            ({ type }) => type === 'project',
          );
          await session.settle();
          assert.deepEqual(
            session.findings(b).map(({ severity }) => severity),
            ['warning'],
          );
        }),
      );
    }));

  it('believes what is open before what is on disk, and the disk again when it is closed', () =>
    withTempDir(async (folder) => {
      writeTree(folder, SHOP);
      const [file, workflow] = [path.join(folder, PRP), path.join(folder, 'WORKFLOW.md')];
      await withPlans(({ index, after }) =>
        withSession(index, [folder], {}, async ({ session, found }) => {
          assert.deepEqual(found.get(workflow) ?? [], []);
          session.setText(file, prp('api', 'web'));
          await session.settle();
          assert.deepEqual(found.get(workflow), ['CL304']);
          await after(() => writeFileSync(file, prp('api', 'mail')), isDocument(file));
          await session.settle();
          const [finding] = session.findings(workflow);
          assert.match(finding?.message ?? '', /web/);
          session.closeText(file);
          await session.settle();
          assert.match(session.findings(workflow)[0]?.message ?? '', /mail/);
        }),
      );
    }));

  it('checks exactly those documents again that asked for what has changed', () =>
    withTempDir(async (folder) => {
      const others = Object.fromEntries(
        Array.from({ length: 40 }, (_, one) => [`PRPs/PRP-PRD-shop-phase-${one + 2}.md`, prp('api')]),
      );
      writeTree(folder, { ...SHOP, ...others, 'PRDs/PRD-mail.md': PRD });
      const [file, workflow] = [path.join(folder, PRP), path.join(folder, 'WORKFLOW.md')];
      await withPlans(({ index }) =>
        withSession(index, [folder], {}, async ({ session, takeChecked }) => {
          assert.equal(takeChecked().length, 44);
          session.setText(file, prp('api'));
          await session.settle();
          assert.deepEqual(takeChecked(), [file], 'the same text concerns nobody else');
          session.setText(file, `${prp('api')}\nA word more.\n`);
          await session.settle();
          assert.deepEqual(takeChecked(), [file], 'prose concerns nobody else');
          session.setText(file, prp('api', 'web'));
          await session.settle();
          assert.deepEqual([...takeChecked()].sort(), [file, workflow].sort());
        }),
      );
    }));

  it('notices a file that a document names, also in a folder that was not there, without a change of the document', () =>
    withTempDir(async (folder) => {
      const item = (file: string): string => `- file: ${file}\n  why: It is needed.\n`;
      const context = `## All Needed Context\n\n### Documentation & References\n\n\`\`\`yaml\n${item('lib/tide.ts')}${item('lib/deep/sea.ts')}\`\`\`\n\n`;
      const wanting = prp('api').replace('## Workstreams', () => `${context}## Workstreams`);
      const { 'PRDs/PRD-shop.md': prd, '.clutch/config.json': config } = SHOP;
      writeTree(folder, { 'PRDs/PRD-shop.md': prd, '.clutch/config.json': config, [PRP]: wanting, 'lib/moon.ts': '' });
      const file = path.join(folder, PRP);
      const missing = (found: ReadonlyMap<string, readonly string[]>): number =>
        (found.get(file) ?? []).filter((rule) => rule === 'CL213').length;
      const isEntry = (name: string) => (change: PlanChange) =>
        change.type === 'entry' && change.path === path.join(folder, name);
      await withPlans(({ index, after }) =>
        withSession(index, [folder], {}, async ({ session, found, takeChecked }) => {
          assert.equal(missing(found), 2);
          takeChecked();
          await after(() => writeTree(folder, { 'lib/tide.ts': '' }), isEntry('lib/tide.ts'));
          await session.settle();
          assert.equal(missing(found), 1);
          assert.deepEqual(takeChecked(), [file]);
          await after(() => writeTree(folder, { 'lib/deep/sea.ts': '' }), isEntry('lib/deep/sea.ts'));
          await session.settle();
          assert.equal(missing(found), 0);
          await after(() => rmSync(path.join(folder, 'lib'), { recursive: true }), isEntry('lib/tide.ts'));
          await session.settle();
          assert.equal(missing(found), 2);
        }),
      );
    }));

  it('tells rules nothing of what lies outside of the project, also behind a link', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'secret.txt': '', 'inside/there.txt': '', 'p/.clutch/config.json': '{}', 'p/PRD.md': PRD });
      symlinkSync(folder, path.join(folder, 'p/out'));
      symlinkSync(path.join(folder, 'p/.clutch'), path.join(folder, 'p/in'));
      symlinkSync(path.join(folder, 'gone'), path.join(folder, 'p/dangling'));
      const asked = {
        'PRD.md': 'file',
        '.clutch/': 'folder',
        'in/config.json': 'file',
        dangling: 'nothing',
        'no/where.txt': 'nothing',
        'out/secret.txt': 'unknown',
        'out/missing.txt': 'unknown',
        '../secret.txt': 'unknown',
        '/etc/hostname': 'unknown',
        '~/x': 'unknown',
        'a\0b': 'unknown',
        '': 'unknown',
      };
      await withPlans(({ index }) =>
        withSession(index, [path.join(folder, 'p')], {}, async ({ session }) => {
          const project = session.here(path.join(folder, 'p/PRD.md'))?.project;
          assert.ok(project);
          for (const [file, kind] of Object.entries(asked)) assert.equal(project.entry(file), kind, file);
          assert.deepEqual(project.list('out'), []);
          assert.deepEqual(project.list('..'), []);
          assert.deepEqual(
            project.list('').map(({ name }) => name),
            ['.clutch', 'PRD.md'],
          );
        }),
      );
    }));

  it('checks a document again when git has answered, and when HEAD has moved', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { ...SHOP, 'src/api.ts': 'x\n' });
      const git = (...args: readonly string[]): string =>
        execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.invalid', ...args], {
          cwd: folder,
          encoding: 'utf8',
        }).trim();
      git('init', '--quiet', '--initial-branch=main');
      git('add', '.');
      git('commit', '--quiet', '-m', 'one');
      const sha = git('rev-parse', 'HEAD');
      const workflow = path.join(folder, 'WORKFLOW.md');
      writeFileSync(workflow, tracker('1234567', 'api'));
      await withPlans(({ index, after }) =>
        withSession(index, [folder], { git: createGitFacts }, async ({ session, found }) => {
          assert.deepEqual(found.get(workflow), ['CL302']);
          await after(() => writeFileSync(workflow, tracker(sha.slice(0, 9), 'api')), isDocument(workflow));
          await session.settle();
          assert.deepEqual(found.get(workflow), []);
          await after(
            () => git('checkout', '--quiet', '--orphan', 'other') + git('commit', '--quiet', '-m', 'two'),
            ({ type }) => type === 'head',
          );
          await session.settle();
          assert.deepEqual(found.get(workflow), ['CL302']);
        }),
      );
    }));

  it('checks records again that are compared with one that has changed', () =>
    withTempDir(async (folder) => {
      const machine = (id: string, role: string): string => JSON.stringify({ id, role, heartbeatAt: 1_000 });
      const [one, two] = ['pc-1', 'pc-2'].map((id) => `.clutch/collab/projects/lab/machines/${id}/state.json`);
      assert.ok(one !== undefined && two !== undefined);
      writeTree(folder, { [one]: machine('pc-1', 'main'), [two]: machine('pc-2', 'worker') });
      const ports = { records: readCollabRecords };
      await withPlans(({ index, after }) =>
        withSession(index, [folder], ports, async ({ session, found }) => {
          const speaks = (file: string): boolean => found.get(path.join(folder, file))?.includes('CL502') ?? false;
          assert.deepEqual([speaks(one), speaks(two)], [false, false]);
          await after(
            () => writeTree(folder, { [two]: machine('pc-2', 'main') }),
            ({ type }) => type === 'records',
          );
          await session.settle();
          assert.ok(speaks(one) || speaks(two));
          await after(
            () => rmSync(path.join(folder, two)),
            ({ type }) => type === 'records',
          );
          await session.settle();
          assert.deepEqual([speaks(one), speaks(two)], [false, false]);
        }),
      );
    }));

  it('reads the surroundings of an open document in no folder, but reports on that document only', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { ...SHOP, [PRP]: prp('api', 'web'), 'PRDs/PRD-b.md': '# B\n' });
      const workflow = path.join(folder, 'WORKFLOW.md');
      await withPlans(({ index }) =>
        withSession(index, [], {}, async ({ session, found }) => {
          session.setText(workflow, tracker('abc1234', 'api'));
          await session.settle();
          assert.deepEqual([...found.keys()], [workflow]);
          assert.deepEqual(found.get(workflow), ['CL304']);
          assert.equal(session.here(workflow)?.path, 'WORKFLOW.md');
          assert.equal(session.here(workflow)?.inProject, true);
          session.closeText(workflow);
          await session.settle();
          assert.deepEqual(found.get(workflow), []);
          assert.equal(index.projects().length, 0);
          assert.equal(session.here(path.join(folder, 'PRDs/PRD-shop.md')), null);
        }),
      );
    }));

  it('lets the window’s severities go before those of the project', () =>
    withTempDir(async (folder) => {
      writeTree(folder, {
        'PRDs/PRD-b.md': '# B\n',
        '.clutch/config.json': '{"rules":{"CL101":"info"}}',
      });
      const b = path.join(folder, 'PRDs/PRD-b.md');
      let wanted: Record<string, 'off' | 'error'> = {};
      await withPlans(({ index }) =>
        withSession(index, [folder], { severities: () => wanted }, async ({ session }) => {
          const severities = (): readonly string[] => session.findings(b).map(({ severity }) => severity);
          assert.deepEqual(severities(), ['info']);
          wanted = { CL101: 'error' };
          session.recheck();
          await session.settle();
          assert.deepEqual(severities(), ['error']);
          wanted = { CL101: 'off' };
          session.recheck(b);
          await session.settle();
          assert.deepEqual(severities(), []);
        }),
      );
    }));

  it('answers for a document that was never saved, and for a text that is too large', () =>
    withTempDir(async (folder) => {
      writeTree(folder, SHOP);
      await withPlans(({ index }) =>
        withSession(index, [folder], {}, async ({ session, found }) => {
          session.setText('PRD-untitled.md', '# B\n');
          await session.settle();
          assert.deepEqual(found.get('PRD-untitled.md'), ['CL101']);
          session.setText('PRD-untitled.md', 'x'.repeat(9 * 1024 * 1024));
          await session.settle();
          assert.deepEqual(found.get('PRD-untitled.md'), []);
          assert.equal(session.here('PRD-untitled.md'), null);
        }),
      );
    }));

  it('forgets the documents of a folder that is removed', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'PRDs/PRD-b.md': '# B\n', '.clutch/config.json': '{}' });
      const b = path.join(folder, 'PRDs/PRD-b.md');
      await withPlans(({ index }) =>
        withSession(index, [folder], {}, async ({ session, found }) => {
          assert.deepEqual(found.get(b), ['CL101']);
          session.setFolders([]);
          await session.settle();
          assert.deepEqual(found.get(b), []);
        }),
      );
    }));
});
