import path from 'node:path';

/** A path below `root`, relative to it, with `/` on every platform: the form that the journal and the views keep. */
export function relativeTo(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}
