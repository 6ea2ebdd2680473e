import { EffectError } from '../effect-error.ts';
import { createGit, GitError, type Git } from '../../platform/git.ts';
import type { Performer } from '../performer.ts';
import { openWorktree, type Identity } from '../worktrees.ts';
import { worktreeFolder } from './prepare-worktree.ts';

/** The merges happen on a detached HEAD; then HEAD goes back with everything staged, ready for one commit. */
export function createIntegratePhase(worktrees: string, identity: Identity): Performer<'integrate-phase'> {
  return async ({ root, phase, branch, base: planned, commits }, { run }) => {
    const base = await currentBase(createGit(root), branch, planned);
    const folder = worktreeFolder(worktrees, run, `phase-${phase}`);
    const { git, path: worktree } = await openWorktree(root, folder, base);
    const flags = await identity(git, run);
    for (const commit of commits) await merge(git, flags, commit, phase);
    await git.run('reset', '--quiet', '--soft', base);
    return { type: 'phase-integrated', worktree, base, tree: await git.run('write-tree') };
  };
}

/** The branch as it is now. One that was rewound or rebased is refused: a merge would bring back what was dropped. */
async function currentBase(git: Git, branch: string, planned: string): Promise<string> {
  const now = await git.ask('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
  const at = planned.slice(0, 8);
  if (now === null) {
    throw new EffectError('user', `The branch ${branch} is gone. Make it again at ${at}, then resume.`);
  }
  const isBuiltOn = now === planned || (await git.ask('merge-base', '--is-ancestor', planned, now)) !== null;
  if (isBuiltOn) return now;
  const what = `${branch} no longer contains ${at}, which this run builds on: it was rewound or rebased`;
  throw new EffectError('user', `${what}. Put ${at} back into it and resume, or start a new run from what it is now.`);
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
