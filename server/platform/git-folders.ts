import path from 'node:path';
import { readSmallFile } from './read-small-file.ts';

/** Where git keeps what belongs to one checkout (`own`: HEAD) and to all of them (`common`: info, refs). */
export interface GitFolders {
  readonly own: string;
  readonly common: string;
}

/** For the folder that holds `.git`; in a worktree that is a file which names the real folder. */
export function gitFolders(top: string): GitFolders {
  const link = path.join(top, '.git');
  const named = /^gitdir: (.+)$/m.exec(readSmallFile(link))?.[1];
  if (named === undefined) return { own: link, common: link };
  const own = path.resolve(top, named.trim());
  const common = readSmallFile(path.join(own, 'commondir')).trim();
  return { own, common: common === '' ? own : path.resolve(own, common) };
}
