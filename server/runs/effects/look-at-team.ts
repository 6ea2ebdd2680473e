import { createGit } from '../../platform/git.ts';
import { changedIn } from '../ownership-watch.ts';
import type { Performer } from '../performer.ts';
import { isWorktree } from '../worktrees.ts';

/** Counts files that differ from where an executor began, committed by itself or not. */
export const lookAtTeam: Performer<'look-at-team'> = async ({ worktrees }) => {
  const counts = await Promise.all(
    worktrees.map(async ({ path, base }) => {
      if (!isWorktree(path)) return 0;
      const [files, committed] = await Promise.all([
        changedIn(path),
        createGit(path).ask('diff', '--name-only', base, 'HEAD'),
      ]);
      return files.length + (committed ? committed.split('\n').length : 0);
    }),
  );
  return { type: 'team-seen', changed: counts.reduce((sum, count) => sum + count, 0) };
};
