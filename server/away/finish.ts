import { createGit } from '../platform/git.ts';
import type { RunView } from '#schemas/run/run.ts';
import { isWorktree, keepAsItIs } from '../runs/worktrees.ts';

/** Keeps what agents have not committed as it is at the end, each as a git ref; the folders stay as they are. */
export async function checkpoint(
  runs: readonly RunView[],
  warn: (message: string, error: unknown) => void,
): Promise<string[]> {
  const open = runs
    .filter(({ status }) => status !== 'completed')
    .flatMap(({ phases }) => phases)
    .flatMap(({ workstreams, debugger: mender }) => [...workstreams, ...(mender ? [mender] : [])]);
  const folders = new Set(open.flatMap(({ worktree }) => (worktree ? [worktree.path] : [])));
  const kept: string[] = [];
  for (const folder of folders) {
    if (!isWorktree(folder)) continue;
    try {
      const ref = await keepAsItIs(folder);
      if (ref !== null) kept.push(ref);
    } catch (error) {
      // An agent may hold git's lock just now; its folder is left alone and holds the work all the same.
      warn(`no checkpoint of ${folder}`, error);
    }
  }
  return kept;
}

/** Paths of a checkout with changes that no commit holds; null where git does not say. */
export async function dirtyFiles(root: string): Promise<string[] | null> {
  const status = await createGit(root).ask('status', '--porcelain', '-z', '--no-renames');
  return status === null ? null : status.split('\0').flatMap((entry) => (entry === '' ? [] : [entry.slice(3)]));
}
