import type { ChangeStats } from '#schemas/run/phase.ts';
import { createGit } from '../../platform/git.ts';
import type { Performer } from '../performer.ts';
import { lostWorktree } from '../lost-worktree.ts';
import type { Identity } from '../worktrees.ts';

/** Made by plumbing, so that it moves nothing: made twice after a crash, the first one is simply never used. */
export function createCommitPhase(identity: Identity): Performer<'commit-phase'> {
  return async ({ worktree, base, message }, { run }) => {
    const lost = lostWorktree(worktree);
    if (lost) return lost;
    const git = createGit(worktree);
    const tree = await git.run('write-tree');
    const flags = await identity(git, run);
    const [sha, changes] = await Promise.all([
      git.run(...flags, 'commit-tree', tree, '-p', base, '-m', message),
      git.run('diff', '--numstat', base, tree),
    ]);
    return { type: 'phase-committed', sha, tree, stats: parseNumstat(changes) };
  };
}

/** Sums `git diff --numstat`; binary files count as files without lines. */
export function parseNumstat(text: string): ChangeStats {
  const lines = text.split('\n').filter((line) => line !== '');
  const sum = (column: number) => lines.reduce((total, line) => total + (Number(line.split('\t')[column]) || 0), 0);
  return { files: lines.length, insertions: sum(0), deletions: sum(1) };
}
