import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  bundleBase,
  bundleWork,
  BundleError,
  isOnRemote,
  takeBase,
  takeWork,
  tipsOf,
} from '../../../../server/collab/dispatch/code.ts';
import { placeWork } from '../../../../server/collab/dispatch/place-work.ts';
import { createCollectWork } from '../../../../server/runs/effects/collect-work.ts';
import type { EffectContext } from '../../../../server/runs/performer.ts';
import { createIdentity } from '../../../../server/runs/worktrees.ts';
import { withTempDir, writeTree } from '../../../helpers/temp.ts';

const TASK = 'api-1';

/** Main's repository with one commit, a clone of it, and somebody who makes commits in the clone. */
interface Two {
  readonly folder: string;
  readonly main: string;
  readonly worker: string;
  readonly base: string;
  git(root: string, ...args: string[]): string;
  /** Commits what `change` does in the clone, on `base`; returns the commit. */
  work(change: (folder: string) => void): string;
}

function withTwo(scene: (two: Two) => Promise<void>): Promise<void> {
  return withTempDir(async (folder) => {
    const git = (root: string, ...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.invalid', ...args], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }).trimEnd();
    const main = path.join(folder, 'main');
    const worker = path.join(folder, 'worker');
    writeTree(main, { 'README.md': 'one\n', 'src/api.ts': 'export {};\n', 'src/web.ts': 'export {};\n' });
    git(main, 'init', '--quiet', '--initial-branch=main');
    git(main, 'add', '--all');
    git(main, 'commit', '--quiet', '--message', 'start');
    git(folder, 'clone', '--quiet', main, worker);
    const base = git(main, 'rev-parse', 'HEAD');
    const work = (change: (folder: string) => void): string => {
      change(worker);
      git(worker, 'add', '--all', '--force');
      git(worker, 'commit', '--quiet', '--message', 'work');
      return git(worker, 'rev-parse', 'HEAD');
    };
    await scene({ folder, main, worker, base, git, work });
  });
}

/** The result of the clone as main takes it, with what it says about it. */
async function deliver(
  { folder, main, worker, base, git }: Two,
  commit: string,
  says: Partial<{ commit: string; tree: string; from: string }> = {},
): Promise<void> {
  const bundle = path.join(folder, 'work.bundle');
  await bundleWork(worker, { task: TASK, base: says.from ?? base, commit, file: bundle });
  const work = { commit: says.commit ?? commit, tree: says.tree ?? git(worker, 'rev-parse', `${commit}^{tree}`) };
  await takeWork(main, { task: TASK, base, work, bundle, as: 'refs/clutch/remote/api-1' });
}

const add =
  (file: string, text = 'new\n') =>
  (root: string) =>
    writeTree(root, { [file]: text });
const refsOf = (two: Two, root: string): string => two.git(root, 'for-each-ref', '--format=%(refname)');

describe("main's code on a worker", () => {
  test('is a bundle of what the worker lacks, and nothing where it lacks nothing', () =>
    withTwo(async (two) => {
      const { main, worker, folder, base, git } = two;
      const file = path.join(folder, 'base.bundle');
      const has = await tipsOf(worker);
      assert.deepEqual(has, [base]);
      assert.equal(await bundleBase(main, { task: TASK, base, has, file }), false);

      add('later.txt')(main);
      git(main, 'add', '--all');
      git(main, 'commit', '--quiet', '--message', 'later');
      const later = git(main, 'rev-parse', 'HEAD');
      assert.equal(await bundleBase(main, { task: TASK, base: later, has: [...has, 'f'.repeat(40)], file }), true);
      const branches = git(worker, 'branch', '--list', '--format=%(refname) %(objectname)');
      await takeBase(worker, { task: TASK, base: later, bundle: file });
      assert.equal(git(worker, 'rev-parse', 'refs/clutch/base'), later);
      assert.equal(git(worker, 'branch', '--list', '--format=%(refname) %(objectname)'), branches);
      assert.equal(git(worker, 'rev-parse', 'HEAD'), base);
      assert.equal(git(worker, 'status', '--porcelain'), '');
    }));

  test('makes a repository of an empty folder, whose checkout then follows main', () =>
    withTwo(async ({ main, folder, base, git }) => {
      const fresh = path.join(folder, 'fresh');
      mkdirSync(fresh);
      const file = path.join(folder, 'base.bundle');
      assert.deepEqual(await tipsOf(fresh), []);
      assert.equal(await bundleBase(main, { task: TASK, base, has: [], file }), true);
      await takeBase(fresh, { task: TASK, base, bundle: file });
      assert.equal(readFileSync(path.join(fresh, 'src/api.ts'), 'utf8'), 'export {};\n');
      assert.equal(git(fresh, 'rev-parse', 'HEAD'), base);
      assert.equal(git(fresh, 'branch', '--list'), `* (HEAD detached at ${base.slice(0, 7)})`);
    }));

  test('is not put into a folder with files of somebody', () =>
    withTwo(async ({ folder, base }) => {
      const taken = path.join(folder, 'taken');
      writeTree(taken, { 'letter.txt': 'mine' });
      await assert.rejects(takeBase(taken, { task: TASK, base, bundle: null }), /is no git repository and not empty/);
      assert.equal(existsSync(path.join(taken, '.git')), false);
    }));

  test('is known to be on a remote as far as that was seen from here', () =>
    withTwo(async ({ main, worker, base, git }) => {
      assert.equal(await isOnRemote(worker, 'origin', base), true);
      assert.equal(await isOnRemote(worker, 'other', base), false);
      add('new.txt')(worker);
      git(worker, 'add', '--all');
      git(worker, 'commit', '--quiet', '--message', 'not pushed');
      assert.equal(await isOnRemote(worker, 'origin', git(worker, 'rev-parse', 'HEAD')), false);
      assert.equal(await isOnRemote(main, 'origin', base), false);
    }));

  test('comes from a remote that both have, where no bundle does', () =>
    withTwo(async ({ main, worker, git }) => {
      add('later.txt')(main);
      git(main, 'add', '--all');
      git(main, 'commit', '--quiet', '--message', 'later');
      const base = git(main, 'rev-parse', 'HEAD');
      await takeBase(worker, { task: TASK, base, bundle: null });
      assert.equal(git(worker, 'rev-parse', 'refs/clutch/base'), base);
      await assert.rejects(takeBase(worker, { task: TASK, base: 'e'.repeat(40), bundle: null }), BundleError);
    }));
});

describe('the work of a worker', () => {
  test('that is one commit on the base is taken under a ref of ours, and no branch moves', () =>
    withTwo(async (two) => {
      const commit = two.work(add('src/new.ts'));
      await deliver(two, commit);
      assert.equal(refsOf(two, two.main), 'refs/clutch/remote/api-1\nrefs/heads/main');
      assert.equal(two.git(two.main, 'rev-parse', 'main'), two.base);
      assert.equal(two.git(two.main, 'status', '--porcelain'), '');
    }));

  test('with another tree than it says is not used', () =>
    withTwo(async (two) => {
      const commit = two.work(add('a.txt'));
      await assert.rejects(deliver(two, commit, { tree: 'a'.repeat(40) }), /holds the tree .* and not aaaa/);
      assert.equal(refsOf(two, two.main), 'refs/heads/main');
    }));

  test('on another base is not used, nor are two commits', () =>
    withTwo(async (two) => {
      two.work(add('a.txt'));
      const second = two.work(add('b.txt'));
      await assert.rejects(deliver(two, second), /is not one commit on/);
      assert.equal(refsOf(two, two.main), 'refs/heads/main');
    }));

  test('in a bundle of another commit, of other refs beside it, or that is none, is not used', () =>
    withTwo(async (two) => {
      const { folder, main, worker, base, git } = two;
      const commit = two.work(add('a.txt'));
      await assert.rejects(
        deliver(two, commit, { commit: base }),
        /The bundle holds .* and not refs\/clutch\/done\/api-1/,
      );
      const tree = git(worker, 'rev-parse', `${commit}^{tree}`);
      const take = (bundle: string): Promise<void> =>
        takeWork(main, { task: TASK, base, work: { commit, tree }, bundle, as: 'refs/clutch/remote/api-1' });
      const more = path.join(folder, 'more.bundle');
      git(worker, 'bundle', 'create', '--quiet', more, 'refs/clutch/done/api-1', 'refs/heads/main', `^${base}`);
      await assert.rejects(take(more), /and not refs\/clutch\/done\/api-1 at .* alone/);
      const none = path.join(folder, 'none.bundle');
      writeFileSync(none, 'x'.repeat(100));
      await assert.rejects(take(none), /is no git bundle/);
      assert.equal(refsOf(two, main), 'refs/heads/main');
    }));

  test('that is cut off is refused', () =>
    withTwo(async (two) => {
      const { folder, main, worker, base, git } = two;
      const commit = two.work(add('a.txt', 'a line\n'.repeat(1000)));
      const bundle = path.join(folder, 'cut.bundle');
      await bundleWork(worker, { task: TASK, base, commit, file: bundle });
      writeFileSync(bundle, readFileSync(bundle).subarray(0, -30));
      const work = { commit, tree: git(worker, 'rev-parse', `${commit}^{tree}`) };
      await assert.rejects(
        takeWork(main, { task: TASK, base, work, bundle, as: 'refs/clutch/remote/api-1' }),
        BundleError,
      );
    }));

  test('is judged on main: whose files it changed, and links that lead out', () =>
    withTwo(async (two) => {
      const { folder, main, base } = two;
      mkdirSync(path.join(folder, 'outside'));
      mkdirSync(path.join(main, 'node_modules'));
      const commit = two.work((root) => {
        writeTree(root, { 'src/api.ts': 'mine\n', 'src/web.ts': 'not mine\n', 'node_modules/x.js': 'planted\n' });
        symlinkSync(path.join(folder, 'outside'), path.join(root, 'src/out'));
      });
      await deliver(two, commit);
      const worktree = path.join(folder, 'worktree');
      await placeWork({ root: main, worktree, base }, commit);
      assert.deepEqual(
        lstatSync(path.join(main, 'node_modules')).isDirectory() && existsSync(path.join(main, 'node_modules/x.js')),
        false,
      );
      const outcome = await createCollectWork(createIdentity())(
        {
          id: 'e1',
          type: 'collect-work',
          root: main,
          phase: '1',
          workstream: 'api',
          worktree,
          base,
          since: base,
          drop: [],
          ownership: {
            files: ['src/api.ts'],
            granted: [],
            taken: [],
            others: [{ executor: 'executor-web', files: ['src/web.ts'] }],
          },
        },
        { run: 'r1' } as EffectContext,
      );
      assert.ok(outcome.type === 'work-collected');
      assert.deepEqual(outcome.outside.map(({ path: file, owner }) => `${file}: ${owner}`).toSorted(), [
        'node_modules/x.js: nobody',
        'src/out: nobody, because it is a link that leads out of the project',
        'src/web.ts: executor-web',
      ]);
      assert.equal(readFileSync(path.join(main, 'src/api.ts'), 'utf8'), 'export {};\n', "the person's checkout stays");
    }));

  test('is put in again after a crash, over whatever stood there', () =>
    withTwo(async (two) => {
      const { folder, main, base } = two;
      const commit = two.work(add('src/new.ts'));
      await deliver(two, commit);
      const worktree = path.join(folder, 'worktree');
      await placeWork({ root: main, worktree, base }, commit);
      writeFileSync(path.join(worktree, 'src/new.ts'), 'half');
      await placeWork({ root: main, worktree, base }, commit);
      assert.equal(readFileSync(path.join(worktree, 'src/new.ts'), 'utf8'), 'new\n');
      await placeWork({ root: main, worktree, base }, null);
      assert.equal(existsSync(path.join(worktree, 'src/new.ts')), false);
    }));
});
