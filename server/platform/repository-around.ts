import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * The repository that a folder lies in, or would lie in once it was made: its nearest folder with `.git`, or the folder
 * of a bare repository. Links are followed first. Null where there is none.
 */
export function repositoryAround(folder: string): string | null {
  for (let at = realOf(path.resolve(folder)); ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git')) || isGitFolder(at)) return at;
    if (at === path.dirname(at)) return null;
  }
}

const isGitFolder = (folder: string): boolean =>
  ['HEAD', 'objects', 'refs'].every((part) => existsSync(path.join(folder, part)));

/** Of a path that is not there yet, the nearest folder that is, with its links resolved. */
function realOf(folder: string): string {
  const left: string[] = [];
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(at)) return path.join(realpathSync(at), ...left);
    if (at === path.dirname(at)) return folder;
    left.unshift(path.basename(at));
  }
}
