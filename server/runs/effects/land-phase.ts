import type { EffectOf } from '#schemas/journal/effects.ts';
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
  if (now !== effect.from) return arrived(git, effect, now);
  if (effect.stage) return stage(git, effect, current === ref);
  if (current === ref) await fastForward(git, effect);
  else await git.run('update-ref', ref, effect.to, effect.from);
  return { type: 'phase-landed', head: effect.to };
};

/** The branch is elsewhere: with the phase in it, by us before a crash or by the person it was staged for, or not. */
async function arrived(git: Git, effect: EffectOf<'land-phase'>, now: string): Promise<Outcome> {
  const contains = (await git.ask('merge-base', '--is-ancestor', effect.to, now)) !== null;
  const same = effect.stage && (await git.ask('diff', '--quiet', effect.to, now)) !== null;
  return contains || same ? { type: 'phase-landed', head: now } : moved(effect, now);
}

/** Puts the files of the phase into index and checkout, where a person looks at them and commits them. */
async function stage(git: Git, effect: EffectOf<'land-phase'>, isCheckedOut: boolean): Promise<never> {
  const staged = (await git.ask('diff', '--cached', '--quiet', effect.to)) !== null;
  if (!staged && isCheckedOut) {
    try {
      // With two trees git itself refuses to overwrite what is not committed.
      await git.run('read-tree', '-m', '-u', effect.from, effect.to);
    } catch (error) {
      if (!(error instanceof GitError) || error.code !== 'failed') throw error;
      const what = `Phase ${effect.phase} is finished but cannot be staged in ${effect.root}: it would overwrite changes that are not committed`;
      throw new EffectError('user', `${what}. Commit, stash or move them, then try again; nothing was touched.`, {
        cause: error,
      });
    }
  }
  const where = isCheckedOut ? `staged in ${effect.root}` : `ready as commit ${effect.to.slice(0, 8)}`;
  const how = isCheckedOut ? 'Look at it and commit it' : `Merge it into ${effect.branch}`;
  throw new EffectError(
    'user',
    `Phase ${effect.phase} is finished and ${where}. ${how}, then try again: the next phase builds on it.`,
  );
}

function moved(effect: { branch: string; phase: string; from: string }, now: string): Outcome {
  const what = `Phase ${effect.phase}: ${effect.branch} moved from ${effect.from.slice(0, 8)} to ${now.slice(0, 8)} while the phase ran`;
  return {
    type: 'base-moved',
    head: now,
    message: `${what}. It is merged, validated and committed again on top of that.`,
  };
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
