import { EffectError } from '../effect-error.ts';
import { GitError, type Git } from '../../platform/git.ts';
import type { Performer } from '../performer.ts';
import { openWorktree, type Identity } from '../worktrees.ts';
import { worktreeFolder } from './prepare-worktree.ts';

/** The merges happen on a detached HEAD; then HEAD goes back to `base` with everything staged, ready for one commit. */
export function createIntegratePhase(worktrees: string, identity: Identity): Performer<'integrate-phase'> {
  return async ({ root, phase, base, commits }, { run }) => {
    const folder = worktreeFolder(worktrees, run, `phase-${phase}`);
    const { git, path: worktree } = await openWorktree(root, folder, base);
    const flags = await identity(git, run);
    for (const commit of commits) await merge(git, flags, commit, phase);
    await git.run('reset', '--quiet', '--soft', base);
    return { type: 'phase-integrated', worktree, tree: await git.run('write-tree') };
  };
}

async function merge(git: Git, flags: readonly string[], commit: string, phase: string): Promise<void> {
  try {
    await git.run(...flags, 'merge', '--quiet', '--no-edit', '--no-verify', commit);
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'failed') throw error;
    const files = await git.run('diff', '--name-only', '--diff-filter=U');
    if (files === '') throw error;
    await git.run('merge', '--abort');
    const names = files.split('\n').join(', ');
    const what = `Phase ${phase}: commit ${commit.slice(0, 8)} conflicts with what the branch has become in ${names}`;
    throw new EffectError('user', `${what}. Undo or move the other change, then resume.`, { cause: error });
  }
}
