import type { EffectOf } from '#schemas/journal/effects.ts';
import { createGit } from '../../platform/git.ts';
import { openWorktree } from '../../runs/worktrees.ts';

/**
 * Puts the files of a worker's commit into the worktree of the session, as if an agent had left them there: whose they
 * are is judged when they are collected, here, by git. Null: nothing was changed.
 */
export async function placeWork(
  { root, worktree, base }: Pick<EffectOf<'run-agent'>, 'root' | 'worktree' | 'base'>,
  commit: string | null,
): Promise<void> {
  await openWorktree(root, worktree, base);
  // Links are written as links and never followed; a linked folder that stands in the way becomes a real one.
  if (commit !== null) await createGit(worktree).run('read-tree', '--reset', '-u', commit);
}
