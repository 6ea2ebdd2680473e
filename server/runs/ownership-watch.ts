import type { EffectOf } from '#schemas/journal/effects.ts';
import type { OutsideChange } from '#schemas/run/phase.ts';
import { createGit, GitError } from '../platform/git.ts';
import { outsideOf } from './attribution.ts';
import { leadsOut } from './leads-out.ts';
import { EXCEPT_DEPENDENCIES, isOurs } from './worktrees.ts';

export interface Observation {
  readonly changed: number;
  readonly outside: readonly OutsideChange[];
}

export interface OwnershipWatch {
  /** Ends it; resolves when no look is under way. */
  stop(): Promise<void>;
}

/**
 * Looks again and again at what an agent at work has changed, and tells what is new: that it changes anything, and
 * whatever is not its own. The last word is that of the collected work; this is so that a person hears of it early.
 */
export function watchOwnership(
  effect: EffectOf<'run-agent'>,
  everyMs: number,
  onChange: (observation: Observation) => void,
): OwnershipWatch {
  let known = JSON.stringify({ some: false, outside: [] });
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let looking = Promise.resolve();
  const look = async (): Promise<void> => {
    const seen = await observe(effect);
    if (stopped || !seen) return;
    const words = JSON.stringify({ some: seen.changed > 0, outside: seen.outside });
    if (words === known) return;
    known = words;
    onChange(seen);
  };
  const again = (): void => {
    timer = setTimeout(() => {
      looking = look().finally(() => {
        if (!stopped) again();
      });
    }, everyMs);
  };
  again();
  return {
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await looking;
    },
  };
}

/** Null where git cannot say, because it is just being written: the next look will. */
async function observe({ root, worktree, ownership }: EffectOf<'run-agent'>): Promise<Observation | null> {
  try {
    if (!(await isOurs(createGit(root), worktree))) return null;
    const changes = await changedIn(worktree);
    const links = changes
      .filter(({ path }) => leadsOut(worktree, path))
      .map(({ path }) => ({ path, owner: 'nobody, because it is a link that leads out of the project' }));
    return { changed: changes.length, outside: [...outsideOf(changes, ownership), ...links] };
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

/** Tracked and new files that are not as they were committed; commits of the agent's own show when it is collected. */
export async function changedIn(worktree: string): Promise<{ path: string }[]> {
  const git = createGit(worktree);
  const status = await git.run(
    'status',
    '--porcelain',
    '-z',
    '--no-renames',
    '--untracked-files=all',
    ...EXCEPT_DEPENDENCIES,
  );
  return status
    .split('\0')
    .filter((entry) => entry.length > 3)
    .map((entry) => ({ path: entry.slice(3) }));
}
