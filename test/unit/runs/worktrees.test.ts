import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createGit, type Git } from '../../../server/platform/git.ts';
import { openWorktree, removeWorktree } from '../../../server/runs/worktrees.ts';
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
