import { lstatSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** Whether it is a link that leads out of the worktree. `file` is relative to it. */
export function leadsOut(worktree: string, file: string): boolean {
  const full = path.join(worktree, file);
  if (!lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink()) return false;
  const way = path.relative(worktree, path.resolve(path.dirname(full), readlinkSync(full)));
  return way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way);
}
