import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { FolderEntry } from '../language/project-view.ts';
import { isInside } from './inside.ts';

export type EntryKind = 'file' | 'folder' | 'nothing' | 'unknown';

/** What lies at paths that documents name. Answers are remembered where somebody follows the path. */
export interface DiskEntries {
  /** `file` is relative to the root, with `/`; `unknown` for what leaves the root, also by a link. */
  kind(root: string, file: string): EntryKind;
  /** Asks again at this path and, for a folder, at all below it; returns the absolute paths whose answer is another. */
  changed(file: string, isFolder: boolean): readonly string[];
}

export function createDiskEntries(isFollowed: (file: string) => boolean): DiskEntries {
  const known = new Map<string, { readonly root: string; readonly kind: EntryKind }>();
  const askAgain = (file: string): boolean => {
    const before = known.get(file);
    if (!before) return false;
    const kind = look(before.root, file);
    known.set(file, { ...before, kind });
    return kind !== before.kind;
  };
  return {
    kind(root, file) {
      const place = absolute(root, file);
      if (place === null) return 'unknown';
      const answer = known.get(place);
      if (answer?.root === root && isFollowed(place)) return answer.kind;
      const kind = look(root, place);
      // Remembered also where nobody follows it: the next answer shows whether it has changed.
      known.set(place, { root, kind });
      return kind;
    },
    changed(file, isFolder) {
      const places = isFolder ? [...known.keys()].filter((one) => isInside(file, one)) : [file];
      return places.filter(askAgain);
    },
  };
}

const MAX_LISTED = 500;

/** What lies in a folder of the project, by name, at most 500 entries; `''` is the root itself. Links are left out. */
export function listFolder(
  root: string,
  folder: string,
  isIgnored: (file: string, isFolder: boolean) => boolean,
): readonly FolderEntry[] {
  const place = folder === '' ? root : absolute(root, folder.replace(/\/$/, ''));
  if (place === null || (folder !== '' && look(root, place) !== 'folder')) return [];
  try {
    return readdirSync(place, { withFileTypes: true })
      .filter((entry) => entry.isFile() || entry.isDirectory())
      .filter((entry) => !isIgnored(path.join(place, entry.name), entry.isDirectory()))
      .map((entry): FolderEntry => ({ name: entry.name, kind: entry.isDirectory() ? 'folder' : 'file' }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, MAX_LISTED);
  } catch {
    // Vanished meanwhile, or not ours to read: then there is nothing to propose.
    return [];
  }
}

const MAX_PATH = 1024;

/** Null for a path that is no path below the root. */
function absolute(root: string, file: string): string | null {
  if (file === '' || file.length > MAX_PATH || file.includes('\0') || /^(?:\/|~|[A-Za-z]:)/.test(file)) return null;
  const segments = file.split('/');
  if (segments.includes('..') || (path.sep === '\\' && file.includes('\\'))) return null;
  return path.join(root, file).replace(/(?<=.)[\\/]$/, '');
}

/** Goes down from the root, so that a link on the way is seen before anything behind it. */
function look(root: string, place: string): EntryKind {
  try {
    let part = root;
    for (const segment of place.slice(root.length).split(path.sep)) {
      if (segment === '' || segment === '.') continue;
      part = path.join(part, segment);
      const stats = lstatSync(part, { throwIfNoEntry: false });
      if (!stats) return 'nothing';
      if (stats.isSymbolicLink()) return lookBehindLink(root, place);
      if (part === place) return stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'unknown';
      if (!stats.isDirectory()) return 'nothing';
    }
    return 'folder';
  } catch {
    // Not ours to look at.
    return 'unknown';
  }
}

function lookBehindLink(root: string, place: string): EntryKind {
  const top = realpathSync(root);
  let part = place;
  while (part !== root) {
    const real = realPath(part);
    if (real !== null) {
      if (!isInside(top, real)) return 'unknown';
      if (part !== place) return 'nothing';
      const stats = statSync(real);
      return stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'unknown';
    }
    // A link to nowhere: nothing lies there, inside or outside.
    if (lstatSync(part, { throwIfNoEntry: false })?.isSymbolicLink() === true) return 'nothing';
    part = path.dirname(part);
  }
  return 'nothing';
}

function realPath(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    // It is not there, or a link in it leads in a circle.
    return null;
  }
}
