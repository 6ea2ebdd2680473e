import { createGit } from '../../platform/git.ts';
import type { Performer } from '../performer.ts';
import { removeWorktree } from '../worktrees.ts';

export const cleanUp: Performer<'clean-up'> = async ({ root, worktrees }) => {
  const git = createGit(root);
  const left: string[] = [];
  for (const worktree of worktrees) {
    const why = await removeWorktree(git, worktree);
    if (why !== null) left.push(why);
  }
  return { type: 'cleaned-up', left };
};
