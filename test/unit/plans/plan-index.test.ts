import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { createPlanIndex, type PlanChange, type PlanIndex } from '../../../server/plans/plan-index.ts';
import type { WatchOptions } from '../../../server/platform/watch-folders.ts';
import { withPlans } from '../../helpers/followed-plans.ts';
import { until } from '../../helpers/processes.ts';
import { withTempDir, writeTree } from '../../helpers/temp.ts';

const PRD = '# Shop\n\n## Phase 1: Base\n\n- Goal: x\n- Deliverables: y\n- Validation: z\n';

/** Relative paths of all known documents, by the root of their project relative to the folder. */
function known(index: PlanIndex, folder: string): Record<string, readonly string[]> {
  return Object.fromEntries(
    index
      .projects()
      .map(({ root, documents }) => [path.relative(folder, root), [...documents.keys()].sort()] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const isDocument = (file: string) => (change: PlanChange) => change.type === 'document' && change.path === file;
const isGone = (file: string) => (change: PlanChange) =>
  change.type === 'document' && change.path === file && change.after === null;

describe('the index of plans', () => {
  it('knows the documents of every project in every folder, each by its path in the nearest project', () =>
    withTempDir(async (folder) => {
      writeTree(folder, {
        'one/PRDs/PRD-shop.md': PRD,
        'one/docs/guide.md': '# How to cook\n',
        'one/packages/web/PRPs/PRP-PRD-web-phase-1.md': '## Goal\n',
        'one/packages/web/notes/PRD-later.md': PRD,
        'two/.clutch/config.json': '{}',
        'two/WORKFLOW.md': '# CLUTCH Workflow Tracker\n',
        'none/PRD.md': PRD,
      });
      await withPlans(async ({ index }) => {
        for (const name of ['one', 'two', 'none']) index.hold(path.join(folder, name));
        await index.ready();
        assert.deepEqual(known(index, folder), {
          one: ['PRDs/PRD-shop.md'],
          'one/packages/web': ['PRPs/PRP-PRD-web-phase-1.md', 'notes/PRD-later.md'],
          two: ['WORKFLOW.md'],
        });
        const ours = index.projects().filter(({ isClutch }) => isClutch);
        assert.deepEqual(
          ours.map(({ root }) => path.relative(folder, root)),
          ['two'],
        );
      });
    }));

  it('neither reads nor watches what git ignores', () =>
    withTempDir(async (folder) => {
      writeTree(folder, {
        '.git/HEAD': 'ref: refs/heads/main\n',
        '.git/info/exclude': 'private/\n',
        '.gitignore': 'build/\n*.draft.md\n!keep.draft.md\n',
        'PRDs/PRD-a.md': PRD,
        'PRDs/PRD-a.draft.md': PRD,
        'PRDs/keep.draft.md': PRD,
        'build/PRDs/PRD-b.md': PRD,
        'private/PRDs/PRD-c.md': PRD,
        'packages/x/.gitignore': '/PRD-d.md\n',
        'packages/x/PRD-d.md': PRD,
        'packages/x/PRD-e.md': PRD,
        'node_modules/y/PRDs/PRD-f.md': PRD,
      });
      await withPlans(async ({ index, watched }) => {
        index.hold(folder);
        await index.ready();
        assert.deepEqual(known(index, folder), {
          '': ['PRDs/PRD-a.md', 'PRDs/keep.draft.md', 'packages/x/PRD-e.md'],
        });
        assert.deepEqual([...watched].map((file) => path.relative(folder, file)).sort(), [
          '',
          '.git/HEAD',
          '.git/logs/HEAD',
          'PRDs',
          'packages',
          'packages/x',
        ]);
      });
    }));

  it('notices documents that are written, changed, renamed and deleted', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'PRDs/PRD-a.md': PRD, 'README.md': '# x\n' });
      const [a, b] = ['PRDs/PRD-a.md', 'PRDs/PRD-b.md'].map((file) => path.join(folder, file));
      assert.ok(a !== undefined && b !== undefined);
      await withPlans(async ({ index, after }) => {
        index.hold(folder);
        await index.ready();
        const phases = (): readonly string[] =>
          [...index.project(folder).documents.values()].flatMap((one) => one.phases.map(({ title }) => title));
        await after(() => writeFileSync(a, PRD.replace('Base', 'Ground')), isDocument(a));
        assert.deepEqual(phases(), ['Ground']);
        await after(() => writeFileSync(b, PRD), isDocument(b));
        assert.deepEqual(phases(), ['Ground', 'Base']);
        await after(() => rmSync(b), isGone(b));
        await after(() => renameSync(a, b), isGone(a));
        await index.ready();
        assert.deepEqual(known(index, folder), { '': ['PRDs/PRD-b.md'] });
      });
    }));

  it('follows a folder that appears with documents in it, and forgets one that vanishes', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { '.clutch/config.json': '{}', 'PRDs/PRD-a.md': PRD });
      const deep = path.join(folder, 'area/plans/PRD-deep.md');
      await withPlans(async ({ index, after }) => {
        index.hold(folder);
        await index.ready();
        await after(() => writeTree(folder, { 'area/plans/PRD-deep.md': PRD }), isDocument(deep));
        await index.ready();
        await after(() => writeFileSync(deep, PRD.replace('Base', 'Sea')), isDocument(deep));
        await after(() => rmSync(path.join(folder, 'area'), { recursive: true }), isGone(deep));
        assert.deepEqual(known(index, folder), { '': ['PRDs/PRD-a.md'] });
        await index.ready();
        await after(() => writeTree(folder, { 'area/plans/PRD-deep.md': PRD }), isDocument(deep));
        await index.ready();
        await after(() => writeFileSync(deep, PRD.replace('Base', 'Sky')), isDocument(deep));
      });
    }));

  it('reads anew what a changed .gitignore leaves alone', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'PRDs/PRD-a.md': PRD, 'drafts/PRD-b.md': PRD });
      const draft = path.join(folder, 'drafts/PRD-b.md');
      await withPlans(async ({ index, after }) => {
        index.hold(folder);
        await index.ready();
        await after(() => writeFileSync(path.join(folder, '.gitignore'), 'drafts/\n'), isGone(draft));
        await after(() => writeFileSync(path.join(folder, '.gitignore'), '\n'), isDocument(draft));
      });
    }));

  it('says when a folder becomes a CLUTCH project, and reads its configuration anew', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'PRDs/PRD-a.md': PRD });
      const config = path.join(folder, '.clutch/config.json');
      await withPlans(async ({ index, warnings, after }) => {
        index.hold(folder);
        await index.ready();
        assert.equal(index.project(folder).isClutch, false);
        const isProject = (change: PlanChange): boolean => change.type === 'project' && change.root === folder;
        await after(() => mkdirSync(path.dirname(config)), isProject);
        assert.equal(index.project(folder).isClutch, true);
        await index.ready();
        await after(() => writeFileSync(config, '{"rules":{"CL101":"off"}}'), isProject);
        assert.deepEqual(index.project(folder).severities, { CL101: 'off' });
        await after(() => writeFileSync(config, '{"rules":'), isProject);
        assert.deepEqual(index.project(folder).severities, {});
        assert.match(warnings.join('\n'), /config\.json cannot be used, .* it is not JSON/);
      });
    }));

  it('reads the places for plans of a project that begins above the folder, and nothing above that project', () =>
    withTempDir(async (folder) => {
      writeTree(folder, {
        'PRD-outside.md': PRD,
        'project/.git/HEAD': '',
        'project/PRDs/PRD-a.md': PRD,
        'project/WORKFLOW.md': '# CLUTCH Workflow Tracker\n',
        'project/other/PRD-b.md': PRD,
        'project/area/PRD-c.md': PRD,
      });
      await withPlans(async ({ index }) => {
        index.hold(path.join(folder, 'project/area'));
        await index.ready();
        assert.deepEqual(known(index, folder), { project: ['PRDs/PRD-a.md', 'WORKFLOW.md', 'area/PRD-c.md'] });
      });
    }));

  it('follows no link, waits for no pipe, and leaves alone what is no text', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'p/PRDs/PRD-a.md': PRD, 'elsewhere/PRD-b.md': PRD });
      const prds = path.join(folder, 'p/PRDs');
      symlinkSync(path.join(folder, 'p'), path.join(prds, 'loop'));
      symlinkSync(path.join(folder, 'elsewhere'), path.join(prds, 'out'));
      symlinkSync(path.join(folder, 'elsewhere/PRD-b.md'), path.join(prds, 'PRD-link.md'));
      writeFileSync(path.join(prds, 'PRD-latin.md'), new Uint8Array([35, 32, 0xe9, 10]));
      if (process.platform !== 'win32') execFileSync('mkfifo', [path.join(prds, 'PRD-pipe.md')]);
      await withPlans(async ({ index, warnings }) => {
        index.hold(path.join(folder, 'p'));
        await index.ready();
        assert.deepEqual(known(index, folder), { p: ['PRDs/PRD-a.md'] });
        assert.deepEqual(warnings, []);
      });
    }));

  it('reads nothing behind a link that appears while it looks', { skip: process.platform === 'win32' }, () =>
    withTempDir(async (folder) => {
      const [own, other] = [path.join(folder, 'own'), path.join(folder, 'other')];
      writeTree(own, { '.clutch/config.json': '{}', 'PRDs/PRD-shop.md': PRD });
      writeTree(other, { 'PRD-secret.md': PRD });
      await withPlans(async ({ index, after, watched }) => {
        index.hold(own);
        await index.ready();
        symlinkSync(path.join(other, 'PRD-secret.md'), path.join(own, 'PRDs/PRD-link.md'));
        symlinkSync(other, path.join(own, 'linked'));
        const [link, last] = [path.join(own, 'PRDs/PRD-link.md'), path.join(own, 'PRDs/PRD-z.md')];
        await after(() => writeFileSync(last, PRD), isDocument(last));
        for (const file of [link, path.join(own, 'linked/PRD-secret.md')]) index.refresh(file);
        await index.ready();
        assert.deepEqual(known(index, folder), { own: ['PRDs/PRD-shop.md', 'PRDs/PRD-z.md'] });
        assert.ok(!watched.has(path.join(own, 'linked')));
        await after(() => {
          rmSync(last);
          symlinkSync(path.join(other, 'PRD-secret.md'), last);
        }, isGone(last));
      });
    }),
  );

  it('follows a .gitignore that ignores itself', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { '.git/HEAD': 'ref: x\n', '.gitignore': '*\n', 'PRD-shop.md': PRD });
      await withPlans(async ({ index, after }) => {
        index.hold(folder);
        await index.ready();
        assert.deepEqual(known(index, folder), {});
        const file = path.join(folder, 'PRD-shop.md');
        await after(() => writeFileSync(path.join(folder, '.gitignore'), ''), isDocument(file));
        await after(() => writeFileSync(path.join(folder, '.gitignore'), '*\n'), isGone(file));
      });
    }));

  it('finds by a second look what happened before the watcher had begun', () =>
    withTempDir(async (folder) => {
      writeTree(folder, {
        '.git/HEAD': 'ref: x\n',
        '.gitignore': 'PRD-shop.md\n',
        'PRD-shop.md': PRD,
        'PRD-old.md': PRD,
      });
      writeTree(folder, { 'PRD-rest.md': PRD });
      const neverBegins = () => ({ add: () => undefined, close: () => undefined });
      const index = createPlanIndex({ watch: neverBegins, warn: assert.fail });
      const told: PlanChange[] = [];
      try {
        index.hold(folder);
        await index.ready();
        assert.deepEqual(known(index, folder), { '': ['PRD-old.md', 'PRD-rest.md'] });
        index.onChange((change) => void told.push(change));
        rmSync(path.join(folder, 'PRD-old.md'));
        writeTree(folder, { 'PRD-new.md': PRD, 'plans/PRD-below.md': PRD, '.gitignore': '' });
        const wanted = { '': ['PRD-new.md', 'PRD-rest.md', 'PRD-shop.md', 'plans/PRD-below.md'] };
        await until(() => isDeepStrictEqual(known(index, folder), wanted), { what: 'everything is seen' });
        const gone = path.join(folder, 'PRD-old.md');
        assert.ok(told.some(isGone(gone)));
      } finally {
        index.dispose();
      }
    }));

  it('says that HEAD is another when a repository is made', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'PRDs/PRD-shop.md': PRD });
      const git = (...args: string[]): string =>
        execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.invalid', ...args], {
          cwd: folder,
          encoding: 'utf8',
        });
      await withPlans(async ({ index, after }) => {
        index.hold(folder);
        await index.ready();
        const isHead = (change: PlanChange): boolean => change.type === 'head' && change.root === folder;
        await after(() => {
          git('init', '--quiet', '--initial-branch=main');
          git('commit', '--quiet', '--allow-empty', '-m', 'one');
        }, isHead);
      });
    }));

  it('says once that the watcher has failed, and still reads what was saved', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'PRDs/PRD-a.md': PRD });
      const watchers: WatchOptions[] = [];
      const warnings: string[] = [];
      const index = createPlanIndex({
        watch: (options) => {
          watchers.push(options);
          return { add: () => undefined, close: () => undefined };
        },
        warn: (message) => void warnings.push(message),
      });
      index.hold(folder);
      await index.ready();
      for (const code of ['ENOSPC', 'EMFILE']) watchers[0]?.onError(Object.assign(new Error(code), { code }));
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /may stay unnoticed until a document is saved/);
      const saved = path.join(folder, 'PRDs/PRD-b.md');
      writeFileSync(saved, PRD);
      index.refresh(saved);
      await index.ready();
      assert.deepEqual(known(index, folder), { '': ['PRDs/PRD-a.md', 'PRDs/PRD-b.md'] });
      rmSync(saved);
      index.refresh(saved);
      await index.ready();
      assert.deepEqual(known(index, folder), { '': ['PRDs/PRD-a.md'] });
      index.dispose();
    }));

  it('keeps a folder as long as anybody holds it', () =>
    withTempDir(async (folder) => {
      writeTree(folder, { 'PRDs/PRD-a.md': PRD });
      await withPlans(async ({ index }) => {
        const releases = [index.hold(folder), index.hold(folder)];
        await index.ready();
        releases[0]?.();
        releases[0]?.();
        assert.equal(index.projects().length, 1);
        releases[1]?.();
        assert.equal(index.projects().length, 0);
      });
    }));
});
