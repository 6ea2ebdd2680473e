import { createGit } from '../../platform/git.ts';
import { withMarks } from '../merging.ts';
import type { Performer } from '../performer.ts';
import { lostWorktree } from '../lost-worktree.ts';
import { stageAll, type Identity } from '../worktrees.ts';

/** Made by plumbing from what the agent left, so that it does not matter how it used git. */
export function createConcludeMerge(identity: Identity): Performer<'conclude-merge'> {
  return async ({ worktree, ours, theirs, files }, { run }) => {
    const lost = lostWorktree(worktree);
    if (lost) return lost;
    const unresolved = await withMarks(worktree, files);
    if (unresolved.length > 0) return { type: 'merge-concluded', commit: null, unresolved };
    const git = createGit(worktree);
    await stageAll(git);
    const tree = await git.run('write-tree');
    const message = `Merge ${theirs.slice(0, 12)}, resolved by an agent`;
    const flags = await identity(git, run);
    const commit = await git.run(...flags, 'commit-tree', tree, '-p', ours, '-p', theirs, '-m', message);
    return { type: 'merge-concluded', commit, unresolved: [] };
  };
}
