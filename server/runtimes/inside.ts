import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/**
 * The real path of `path` (relative to `root`, or absolute) when it lies in `root`, null when it does not. Neither
 * `..` nor a symbolic link leads out, not even one that points to a file which does not exist yet.
 */
export async function resolveInside(root: string, path: string): Promise<string | null> {
  const realRoot = await realpath(root);
  const target = resolve(realRoot, path);
  const real = await realPathOf(target);
  return real !== null && isBelow(realRoot, real) ? real : null;
}

/** Follows the links of the part that exists; null for a link to nowhere. */
async function realPathOf(target: string): Promise<string | null> {
  for (let existing = target; ; existing = dirname(existing)) {
    try {
      return join(await realpath(existing), relative(existing, target));
    } catch (error) {
      const missing =
        error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
      if (!missing || dirname(existing) === existing || (await isThere(existing))) return null;
    }
  }
}

/** True for a link whose target is missing, too: writing to it would create that target. */
function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
