import type { EffectOf } from '#schemas/journal/effects.ts';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { slug } from '../../engine/record.ts';
import type { Git } from '../../platform/git.ts';
import type { Outcome, Performer } from '../performer.ts';
import { openWorktree } from '../worktrees.ts';

/** Folder names stay short: paths in a worktree must fit where the platform limits them. */
export function worktreeFolder(base: string, run: string, ...names: string[]): string {
  const parts = names.map((name) => {
    const short = slug(name).slice(0, 24);
    return short === name ? short : `${short}-${createHash('sha256').update(name).digest('hex').slice(0, 6)}`;
  });
  return path.join(base, run, parts.join('--'));
}

/** One after the other in a repository: git reads the other worktrees, and fails over one that is only half made. */
export function createPrepareWorktree(worktrees: string): Performer<'prepare-worktree'> {
  const last = new Map<string, Promise<unknown>>();
  return (effect, { run }) => {
    const turn = (last.get(effect.root) ?? Promise.resolve()).then(() => prepare(worktrees, effect, run));
    last.set(
      effect.root,
      turn.catch(() => undefined),
    );
    return turn;
  };
}

async function prepare(
  worktrees: string,
  { root, prd, phase, workstream, base, shared }: EffectOf<'prepare-worktree'>,
  run: string,
): Promise<Outcome> {
  const folder = worktreeFolder(worktrees, run, `phase-${phase}`, shared ? 'executors' : workstream);
  const { git, path: opened } = await openWorktree(root, folder, base);
  // Nothing of a validator's is kept, so it needs no branch.
  if (workstream === '@validator') return { type: 'worktree-ready', path: opened, branch: null };
  const plan = slug(path.basename(prd).replace(/\.md$/i, ''));
  const wanted = `clutch/${plan}/phase-${slug(phase)}/${slug(workstream)}`;
  return { type: 'worktree-ready', path: opened, branch: await ownBranch(git, wanted, base, run) };
}

/** The wanted branch, unless somebody else's stands there: then one that carries the run's id. */
async function ownBranch(git: Git, wanted: string, base: string, run: string): Promise<string> {
  const made = await git.ask('switch', '--quiet', '--create', wanted, base);
  if (made !== null) return wanted;
  // Made before a crash, or for an earlier session, it is checked out already and stands at `base`.
  const current = await git.ask('symbolic-ref', '--quiet', '--short', 'HEAD');
  if (current === wanted || current?.startsWith(`${wanted}-`)) return current;
  const other = `${wanted}-${run.slice(-8)}`;
  await git.run('switch', '--quiet', '--force-create', other, base);
  return other;
}
