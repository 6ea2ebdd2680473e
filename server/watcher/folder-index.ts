import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Pace } from './pace.ts';
import type { TranscriptPlace } from './places.ts';

/** What lies in a folder; read again only when the folder's time says that something came or went. */
interface Listed {
  readonly modifiedAt: number;
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** The transcripts of a place, without a watcher of the system: folders are looked at, and read when they changed. */
export interface FolderIndex {
  /** Absolute paths of all that is there now; null where the place itself is not. Follows no link. */
  look(pace: Pace): Promise<readonly string[] | null>;
}

/** A place that holds more is no place of an agent's. */
const MAX_FOLDERS = 20_000;
const MAX_FILES = 20_000;
/** File systems count time in steps: what was changed a moment ago may change again without a new time. */
const TIME_STEP_MS = 2000;

export function createFolderIndex({ folder: root, pattern, depth }: TranscriptPlace, now: () => number): FolderIndex {
  let known = new Map<string, Listed>();
  const listedAt = (folder: string): Listed | null => {
    const stats = lstatSync(path.join(root, folder), { throwIfNoEntry: false });
    if (!stats?.isDirectory()) return null;
    const before = known.get(folder);
    if (before?.modifiedAt === stats.mtimeMs) return before;
    const fresh = now() - stats.mtimeMs < TIME_STEP_MS;
    return { modifiedAt: fresh ? Number.NaN : stats.mtimeMs, ...list(root, folder, pattern) };
  };
  return {
    async look(pace) {
      const next = new Map<string, Listed>();
      const files: string[] = [];
      let level: readonly string[] = [''];
      for (let deep = 1; deep <= depth && level.length > 0; deep += 1) {
        const below: string[] = [];
        for (const folder of level) {
          const listed = next.size < MAX_FOLDERS && files.length < MAX_FILES ? orNull(() => listedAt(folder)) : null;
          await pace.breathe();
          if (!listed) continue;
          next.set(folder, listed);
          for (const file of listed.files) files.push(file);
          for (const child of listed.folders) below.push(child);
        }
        level = below;
      }
      known = next;
      return next.size === 0 ? null : files;
    },
  };
}

function list(root: string, folder: string, pattern: RegExp): Omit<Listed, 'modifiedAt'> {
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) folders.push(name);
    else if (entry.isFile() && pattern.test(name)) files.push(path.join(root, name));
  }
  return { files, folders };
}

function orNull<T>(read: () => T | null): T | null {
  try {
    return read();
  } catch {
    // Gone meanwhile, or not ours to read: then there is nothing in it for us.
    return null;
  }
}
