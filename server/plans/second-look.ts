import { lstatSync, type Dirent } from 'node:fs';
import path from 'node:path';
import type { DiskEvent } from '../platform/watch-folders.ts';
import { isPlanFile } from './is-plan-file.ts';

/** What lay in a folder, by absolute path: `folder`, `file`, or what changes with a file that is read. */
export type Sight = ReadonlyMap<string, string>;

/** @param entries What a listing of the folder gave. */
export function sightOf(folder: string, entries: readonly Dirent[]): Sight {
  return new Map(
    entries.map((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return [file, 'folder'];
      return [file, isPlanFile(file) || entry.name === '.gitignore' ? stampOf(file) : 'file'];
    }),
  );
}

/** What a watcher would have told of between the two. */
export function differences(before: Sight, after: Sight): readonly [DiskEvent, file: string, isFolder: boolean][] {
  const found: [DiskEvent, string, boolean][] = [];
  for (const [file, kind] of before) {
    if (!after.has(file)) found.push(['vanished', file, kind === 'folder']);
  }
  for (const [file, kind] of after) {
    const former = before.get(file);
    if (former === undefined) found.push(['appeared', file, kind === 'folder']);
    else if (former !== kind) found.push(['changed', file, false]);
  }
  return found;
}

function stampOf(file: string): string {
  try {
    const { ino, size, ctimeMs } = lstatSync(file);
    return `${ino} ${size} ${ctimeMs}`;
  } catch {
    // It has gone since, which the next look sees.
    return 'file';
  }
}
