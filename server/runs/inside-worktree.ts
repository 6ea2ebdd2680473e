import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, parse } from 'node:path';
import type { IsInside } from '../permissions/places.ts';
import { resolveInside } from '../runtimes/inside.ts';

/** Whether paths lie in a worktree as the system would follow them, which is not as their names read. */
export function createIsInside(worktree: string, home: string): IsInside {
  const absolute = (path: string, base: string): string => {
    if (path === '~' || path.startsWith('~/')) return `${home}/${path.slice(2)}`;
    return isAbsolute(path) ? path : `${base}/${path}`;
  };
  return async (path, cwd) => {
    // Somebody else's home; the folder of that name that may lie here is not meant.
    if (/^~[^/]/.test(path) || /^~[^/]/.test(cwd)) return false;
    try {
      return (await resolveInside(worktree, await climbed(absolute(path, absolute(cwd, worktree))))) !== null;
    } catch {
      return false;
    }
  };
}

/** Takes back each `..` from where the folder before it really is: behind a link that is not where its name stands. */
async function climbed(path: string): Promise<string> {
  const { root } = parse(path);
  let current = root;
  for (const segment of path.slice(root.length).split(/[\\/]/)) {
    if (segment === '' || segment === '.') continue;
    current = segment === '..' ? dirname(await realpath(current).catch(() => current)) : join(current, segment);
  }
  return current;
}
