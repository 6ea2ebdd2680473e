import { lstatSync } from 'node:fs';
import path from 'node:path';

/**
 * Whether a link lies on the way from the folder to the file, or is the file: what is behind it may lie outside of the
 * workspace, where nobody has asked us to read. Both paths are absolute; the folder itself may be reached by a link.
 */
export function isBehindLink(folder: string, file: string): boolean {
  let part = folder;
  for (const segment of path.relative(folder, file).split(path.sep)) {
    part = path.join(part, segment);
    if (isLink(part)) return true;
  }
  return false;
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    // Not ours to look at, so it cannot be read either.
    return false;
  }
}
