import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { gitFolders } from '../platform/git-folders.ts';
import { repositoryAround } from '../platform/repository-around.ts';
import { findPrds, findProjectRoot, isClutchProject } from '../plans/project.ts';

export interface FoundProject {
  readonly root: string;
  /** The checkout that the folder lies in, where that is a worktree of the project; null otherwise. */
  readonly worktree: string | null;
}

/**
 * The project of a folder: at it, around it, or, in a worktree, the same one in the checkout that the worktree belongs
 * to. Null where there is no plan.
 */
export function findProject(folder: string): FoundProject | null {
  if (!existsSync(folder)) return null;
  const here = findProjectRoot(realpathSync(folder));
  if (here === null) return null;
  const top = repositoryAround(here);
  const main = top === null ? null : mainCheckout(top);
  if (top !== null && main !== null) {
    const root = path.join(main, path.relative(top, here));
    if (hasPlan(root)) return { root, worktree: top };
  }
  return hasPlan(here) ? { root: here, worktree: null } : null;
}

const hasPlan = (root: string): boolean => existsSync(root) && (isClutchProject(root) || findPrds(root).length > 0);

/** Null where this is the main checkout itself, or there is none beside a bare repository. */
function mainCheckout(top: string): string | null {
  const { own, common } = gitFolders(top);
  if (own === common || path.basename(common) !== '.git') return null;
  return path.dirname(common);
}
