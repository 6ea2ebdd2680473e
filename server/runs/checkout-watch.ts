import { lstatSync } from 'node:fs';
import path from 'node:path';
import { createGit, GitError } from '../platform/git.ts';

/** A signal names a few paths; whoever changed thousands sees them in `git status`. */
const MAX_PATHS = 20;

export interface CheckoutWatch {
  /** Paths of the person's checkout that changed since it began, each told once in a run. */
  changed(): Promise<string[]>;
}

/**
 * Looks at the person's checkout before and after a session. An agent works in a worktree of its own and nothing keeps
 * a process from writing elsewhere; what it writes into the checkout shows here. So do the person's own edits: nobody
 * can tell the two apart without a sandbox, so this is told and decides nothing. What git ignores is not seen.
 */
export async function watchCheckout(root: string, told: Set<string>): Promise<CheckoutWatch> {
  const before = await dirtyIn(root);
  return {
    async changed() {
      const after = await dirtyIn(root);
      if (!before || !after) return [];
      const paths = [...after].flatMap(([file, state]) => (before.get(file) === state || told.has(file) ? [] : [file]));
      for (const file of paths) told.add(file);
      return paths.slice(0, MAX_PATHS);
    },
  };
}

/** What is not as it was committed, with what tells one edit from the next; null where git cannot say. */
async function dirtyIn(root: string): Promise<Map<string, string> | null> {
  try {
    // Without the optional lock: the person's own git must never wait for a look of ours.
    const status = await createGit(root).run('--no-optional-locks', 'status', '--porcelain', '-z', '--no-renames');
    const entries = status.split('\0').filter((entry) => entry.length > 3);
    return new Map(
      entries.map((entry) => {
        const file = entry.slice(3);
        const found = lstatSync(path.join(root, file), { throwIfNoEntry: false });
        return [file, `${entry.slice(0, 2)} ${found?.mtimeMs ?? ''} ${found?.size ?? ''}`];
      }),
    );
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}
