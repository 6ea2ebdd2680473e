import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createGit, type Git } from '../../../server/platform/git.ts';
import { isOurs, leaveForeignBranch, openWorktree, removeWorktree } from '../../../server/runs/worktrees.ts';
import { createPlanProject } from '../../helpers/plan-project.ts';
import { withTempDir } from '../../helpers/temp.ts';

interface Bench {
  readonly root: Git;
  readonly base: string;
  /** The worktree of an executor, with nothing changed in it. */
  readonly worktree: string;
  /** Opens the worktree again, as the next try does. */
  open(): Promise<unknown>;
  /** Resolves to why the worktree stays, or null. */
  remove(): Promise<string | null>;
}

async function withWorktree(work: (bench: Bench) => Promise<void>): Promise<void> {
  await withTempDir(async (folder) => {
    const project = createPlanProject(folder, []);
    mkdirSync(path.join(project.root, 'node_modules'));
    const root = createGit(project.root);
    const base = await root.run('rev-parse', 'HEAD');
    const worktree = path.join(folder, 'worktrees', 'one');
    const open = () => openWorktree(project.root, worktree, base);
    await open();
    const remove = () => removeWorktree(root, { path: worktree, branch: null, tip: base });
    await work({ root, base, worktree, open, remove });
  });
}

describe('a worktree of ours', () => {
  it('shares the installed packages of the project and is removed without them', () =>
    withWorktree(async ({ root, worktree, remove }) => {
      assert.ok(lstatSync(path.join(worktree, 'node_modules')).isSymbolicLink());
      assert.equal(await remove(), null);
      assert.ok(!existsSync(worktree));
      assert.ok(existsSync(path.join(root.dir, 'node_modules')));
    }));

  it('stays, with its packages, when it holds a file that is not committed', () =>
    withWorktree(async ({ worktree, remove }) => {
      writeFileSync(path.join(worktree, 'notes.txt'), 'half a thought');
      assert.equal(await remove(), `${worktree}: has files that are not committed`);
      assert.ok(existsSync(path.join(worktree, 'notes.txt')));
      assert.ok(lstatSync(path.join(worktree, 'node_modules')).isSymbolicLink());
    }));

  it('stays also where the person has told git not to show new files', () =>
    withWorktree(async ({ root, worktree, remove }) => {
      await root.run('config', 'status.showUntrackedFiles', 'no');
      writeFileSync(path.join(worktree, 'notes.txt'), 'half a thought');
      assert.equal(await remove(), `${worktree}: has files that are not committed`);
      assert.ok(existsSync(path.join(worktree, 'notes.txt')));
    }));

  it('is removed although a git that was killed has left it locked', () =>
    withWorktree(async ({ root, worktree, remove }) => {
      await root.run('worktree', 'lock', worktree);
      assert.equal(await remove(), null);
      assert.ok(!existsSync(worktree));
    }));

  it('is made again where its folder was removed by hand', () =>
    withWorktree(async ({ base, worktree, open }) => {
      rmSync(worktree, { recursive: true });
      await open();
      assert.equal(await createGit(worktree).run('rev-parse', 'HEAD'), base);
    }));
});

describe('what an agent did to its worktree', () => {
  const asideIn = (worktree: string): string[] =>
    readdirSync(path.dirname(worktree)).filter((name) => name.startsWith('one.git-'));

  it('nothing: it is ours, and nothing is set aside', () =>
    withWorktree(async ({ root, worktree }) => {
      assert.equal(await isOurs(root, worktree), true);
      assert.deepEqual(asideIn(worktree), []);
    }));

  it('removed .git: it is mended, and git there does not mean the repository around it', () =>
    withWorktree(async ({ root, base, worktree }) => {
      rmSync(path.join(worktree, '.git'));
      assert.equal(await isOurs(root, worktree), true);
      const git = createGit(worktree);
      assert.equal(await git.run('rev-parse', '--show-toplevel'), worktree);
      assert.equal(await git.run('rev-parse', 'HEAD'), base);
    }));

  it('made a repository of its own of it: that is set aside, with all that is in it', () =>
    withWorktree(async ({ root, worktree }) => {
      rmSync(path.join(worktree, '.git'));
      await createGit(worktree).run('init', '--quiet');
      assert.equal(await isOurs(root, worktree), true);
      const [aside] = asideIn(worktree);
      assert.ok(existsSync(path.join(worktree, '..', aside ?? '', 'HEAD')));
      assert.ok(lstatSync(path.join(worktree, '.git')).isFile());
    }));

  it('pointed it somewhere else: that counts for nothing', () =>
    withWorktree(async ({ root, worktree }) => {
      for (const target of ['/', path.join(root.dir, '.git'), '../elsewhere/worktrees/one']) {
        writeFileSync(path.join(worktree, '.git'), `gitdir: ${target}\n`);
        assert.equal(await isOurs(root, worktree), true, target);
        assert.equal(await createGit(worktree).run('rev-parse', '--show-toplevel'), worktree);
        rmSync(path.join(worktree, '..', asideIn(worktree)[0] ?? ''));
      }
    }));

  it('removed it, or it never was one: it is not ours, and no folder is made', () =>
    withWorktree(async ({ root, worktree }) => {
      const other = path.join(worktree, '..', 'other');
      mkdirSync(other);
      assert.equal(await isOurs(root, other), false);
      rmSync(worktree, { recursive: true });
      assert.equal(await isOurs(root, worktree), false);
      assert.ok(!existsSync(worktree));
    }));

  it('switched to a branch of a person: we leave it without moving it', () =>
    withWorktree(async ({ root, base, worktree }) => {
      const git = createGit(worktree);
      await git.run('switch', '--quiet', '--create', 'theirs');
      await leaveForeignBranch(git, base);
      assert.equal(await git.ask('symbolic-ref', '--quiet', 'HEAD'), null);
      await git.run('commit', '--quiet', '--allow-empty', '--message', 'ours');
      assert.equal(await root.run('rev-parse', 'theirs'), base);
    }));

  it('switched to a branch without a commit: we leave it, and it is not made', () =>
    withWorktree(async ({ root, base, worktree }) => {
      const git = createGit(worktree);
      await git.run('checkout', '--quiet', '--orphan', 'nothing');
      await leaveForeignBranch(git, base);
      assert.equal(await git.run('rev-parse', 'HEAD'), base);
      await git.run('reset', '--quiet', '--hard', base);
      assert.equal(await root.ask('rev-parse', '--verify', '--quiet', 'refs/heads/nothing'), null);
    }));

  it('is still on our branch, or on none: it stays there', () =>
    withWorktree(async ({ base, worktree }) => {
      const git = createGit(worktree);
      await leaveForeignBranch(git, base);
      assert.equal(await git.run('rev-parse', 'HEAD'), base);
      await git.run('switch', '--quiet', '--create', 'clutch/plan/phase-1/one');
      await leaveForeignBranch(git, base);
      assert.equal(await git.run('symbolic-ref', '--short', 'HEAD'), 'clutch/plan/phase-1/one');
    }));

  it('left another branch checked out: opening it again moves none', () =>
    withWorktree(async ({ root, base, worktree, open }) => {
      const git = createGit(worktree);
      await git.run('switch', '--quiet', '--create', 'theirs');
      writeFileSync(path.join(worktree, 'theirs.txt'), 'x');
      await git.run('add', '--all');
      await git.run('commit', '--quiet', '--message', 'theirs');
      const theirs = await root.run('rev-parse', 'theirs');
      await open();
      assert.deepEqual([await git.run('rev-parse', 'HEAD'), await root.run('rev-parse', 'theirs')], [base, theirs]);
    }));
});
