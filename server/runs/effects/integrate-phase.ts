import { EffectError } from '../effect-error.ts';
import { createGit, type Git } from '../../platform/git.ts';
import { mergeInto } from '../merging.ts';
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
    for (const theirs of commits) {
      const files = await mergeInto(git, flags, theirs);
      if (files) {
        await git.run('merge', '--abort');
        const ours = await git.run('rev-parse', 'HEAD');
        return { type: 'merge-conflicted', worktree, base, ours, theirs, files };
      }
    }
    const [tip = '', tree = ''] = (await git.run('rev-parse', 'HEAD', 'HEAD^{tree}')).split('\n');
    await git.run('reset', '--quiet', '--soft', base);
    return { type: 'phase-integrated', worktree, base, tip, tree };
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
