import { createHash } from 'node:crypto';
import path from 'node:path';
import { slug } from '../../engine/record.ts';
import { createGit } from '../../platform/git.ts';
import type { Performer } from '../performer.ts';
import { openWorktree } from '../worktrees.ts';

/** Folder names stay short: paths in a worktree must fit where the platform limits them. */
export function worktreeFolder(base: string, run: string, ...names: string[]): string {
  const parts = names.map((name) => {
    const short = slug(name).slice(0, 24);
    return short === name ? short : `${short}-${createHash('sha256').update(name).digest('hex').slice(0, 6)}`;
  });
  return path.join(base, run, parts.join('--'));
}

export function createPrepareWorktree(worktrees: string): Performer<'prepare-worktree'> {
  return async ({ root, prd, phase, workstream, base }, { run }) => {
    const folder = worktreeFolder(worktrees, run, `phase-${phase}`, workstream);
    const { git, path: opened } = await openWorktree(root, folder, base);
    const plan = slug(path.basename(prd).replace(/\.md$/i, ''));
    const wanted = `clutch/${plan}/phase-${slug(phase)}/${slug(workstream)}`;
    const branch = await freeBranch(root, folder, wanted, run);
    await git.run('switch', '--quiet', '--force-create', branch, base);
    return { type: 'worktree-ready', path: opened, branch };
  };
}

/** The wanted branch, unless somebody else's stands there: then one that carries the run's id. */
async function freeBranch(root: string, folder: string, wanted: string, run: string): Promise<string> {
  const current = await createGit(folder).ask('symbolic-ref', '--quiet', '--short', 'HEAD');
  if (current !== null) return current;
  const taken = await createGit(root).ask('rev-parse', '--verify', '--quiet', `refs/heads/${wanted}`);
  return taken === null ? wanted : `${wanted}-${run.slice(-8)}`;
}
