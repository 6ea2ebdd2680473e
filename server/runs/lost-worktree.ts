import type { Outcome } from './performer.ts';
import { isWorktree } from './worktrees.ts';

/**
 * The outcome of an effect whose worktree is gone, null where it is there. Without the question git would work in the
 * repository around the folder.
 */
export function lostWorktree(folder: string): Outcome | null {
  if (isWorktree(folder)) return null;
  return {
    type: 'work-lost',
    message: `The worktree ${folder} is gone. The phase is put together and validated anew.`,
  };
}
