import { createGit, GitError, type Git } from '../../platform/git.ts';
import { EffectError } from '../effect-error.ts';
import type { Outcome, Performer } from '../performer.ts';

/**
 * Only ever a fast-forward, and git itself refuses it when a file that a person changed would be overwritten. A branch
 * that is not checked out is moved by compare-and-swap.
 */
export const landPhase: Performer<'land-phase'> = async (effect) => {
  const git = createGit(effect.root);
  const ref = `refs/heads/${effect.branch}`;
  const [now, current] = await Promise.all([
    git.ask('rev-parse', '--verify', '--quiet', ref),
    git.ask('symbolic-ref', '--quiet', 'HEAD'),
  ]);
  if (now === null) {
    throw new EffectError(
      'user',
      `The branch ${effect.branch} is gone. Make it again at ${effect.from.slice(0, 8)}, then resume.`,
    );
  }
  if (now !== effect.from) {
    const landed = await git.ask('merge-base', '--is-ancestor', effect.to, now);
    return landed === null ? moved(effect, now) : { type: 'phase-landed', head: now };
  }
  if (current === ref) await fastForward(git, effect);
  else await git.run('update-ref', ref, effect.to, effect.from);
  return { type: 'phase-landed', head: effect.to };
};

function moved(effect: { branch: string; phase: string; from: string }, now: string): Outcome {
  const what = `Phase ${effect.phase}: ${effect.branch} moved from ${effect.from.slice(0, 8)} to ${now.slice(0, 8)} while the phase ran`;
  return { type: 'base-moved', head: now, message: `${what}. Resume to merge, validate and commit it on top of that.` };
}

async function fastForward(git: Git, effect: { phase: string; branch: string; to: string }): Promise<void> {
  try {
    await git.run('merge', '--quiet', '--ff-only', effect.to);
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'failed') throw error;
    const files = /(?:\n\t[^\n]+)+/.exec(error.message)?.[0].trim().split(/\n\t/).join(', ') ?? 'files of yours';
    const what = `Phase ${effect.phase} is committed (${effect.to.slice(0, 8)}) but ${effect.branch} cannot take it in: it would overwrite ${files}`;
    throw new EffectError('user', `${what}. Commit, stash or move them, then resume; nothing was touched.`, {
      cause: error,
    });
  }
}
