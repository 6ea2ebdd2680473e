import { codeOf, LINKLESS } from './share-errors.ts';
import { holds } from './share-reading.ts';
import type { Vfs } from './vfs.ts';

/**
 * Written aside, synced, named, its folder synced. `false`: the name was taken by other bytes. After an error nothing
 * counts as published, and the same may be published again.
 */
export function publishWhole(vfs: Vfs, aside: string, path: string, bytes: Uint8Array): boolean {
  writeAside(vfs, aside, bytes);
  try {
    if (!nameIt(vfs, aside, path, bytes)) return false;
  } finally {
    removeAside(vfs, aside);
  }
  syncFolderOf(vfs, path);
  return true;
}

/** What was written aside gets its name, and its folder is synced. `false`: it is not known whether it has got it. */
export function publishAside(vfs: Vfs, aside: string, path: string): boolean {
  try {
    vfs.link(aside, path);
  } catch {
    return false;
  } finally {
    removeAside(vfs, aside);
  }
  syncFolderOf(vfs, path);
  return true;
}

/** Written and synced under a name that nobody reads. After an error nothing is there. */
export function writeAside(vfs: Vfs, aside: string, bytes: Uint8Array): string {
  try {
    writeDurably(vfs, aside, bytes);
    return aside;
  } catch (error) {
    removeAside(vfs, aside);
    throw error;
  }
}

/** After an error nothing counts as written, and the descriptor is never written to again. */
function writeDurably(vfs: Vfs, aside: string, bytes: Uint8Array): void {
  const descriptor = vfs.createExclusive(aside);
  try {
    for (let done = 0; done < bytes.length;) {
      const count = vfs.write(descriptor, bytes.subarray(done));
      if (count <= 0) throw Object.assign(new Error('nothing more was written'), { code: 'ENOSPC' });
      done += count;
    }
    vfs.fsync(descriptor);
  } finally {
    vfs.close(descriptor);
  }
}

/** Whoever is told of an error may have won all the same, so what stands under the name decides. */
function nameIt(vfs: Vfs, aside: string, path: string, bytes: Uint8Array): boolean {
  try {
    vfs.link(aside, path);
    return true;
  } catch (error) {
    const isThere = holds(vfs, path, bytes);
    if (isThere !== null) return isThere;
    if (!LINKLESS.has(codeOf(error))) throw error;
    // This file system knows no links. Only one machine ever writes a name, so nobody else takes it in between.
    vfs.rename(aside, path);
    return true;
  }
}

/** What stays is removed at the next start. */
function removeAside(vfs: Vfs, aside: string): void {
  try {
    vfs.unlink(aside);
  } catch {
    // It was renamed, or the share has gone.
  }
}

const syncFolderOf = (vfs: Vfs, path: string): void => vfs.fsyncFolder(path.slice(0, path.lastIndexOf('/')));
