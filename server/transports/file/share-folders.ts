import { codeOf, ignoring, MISSING } from './share-errors.ts';
import { ShareError } from './share-files.ts';
import type { Vfs } from './vfs.ts';

/**
 * Which folders were seen. A network file system remembers for half a minute that a name was not there, so none is ever
 * looked for by its name: a folder is there when the listing of the one above says so.
 */
export interface ShareFolders {
  isThere(folder: string): boolean;
  /** The one above has to be there. Its name is durable when this returns, whoever made it. */
  make(folder: string): void;
  /** Something went away: nothing that was seen counts any more. */
  forget(): void;
}

export function createShareFolders(vfs: Vfs): ShareFolders {
  const seen = new Set<string>();
  const durable = new Set<string>();

  function isThere(folder: string): boolean {
    if (seen.has(folder)) return true;
    const { parent, name } = split(folder);
    if (parent !== '' && !isThere(parent)) return false;
    if (namesIn(parent)?.includes(name) !== true) return false;
    // A link that was put in a folder's place leads nowhere.
    if (vfs.lstat(folder).kind !== 'folder') throw new ShareError('not-a-file', `${folder} is no folder.`);
    seen.add(folder);
    return true;
  }

  function namesIn(folder: string): string[] | null {
    try {
      return vfs.readdir(folder);
    } catch (error) {
      if (folder === '') throw new ShareError('gone', `The shared folder is not there: ${String(error)}`);
      seen.clear();
      if (MISSING.has(codeOf(error))) return null;
      throw error;
    }
  }

  return {
    isThere,
    make(folder) {
      if (durable.has(folder) && isThere(folder)) return;
      const { parent } = split(folder);
      if (parent !== '' && !isThere(parent)) throw new ShareError('gone', `${parent} is not there.`);
      if (!isThere(folder)) ignoring(new Set(['EEXIST']), () => vfs.mkdir(folder));
      // Also where it is there already: whoever made it may have failed or died before its name was durable.
      vfs.fsyncFolder(parent);
      durable.add(folder);
    },
    forget() {
      seen.clear();
      durable.clear();
    },
  };
}

function split(folder: string): { readonly parent: string; readonly name: string } {
  const at = folder.lastIndexOf('/');
  return { parent: at < 0 ? '' : folder.slice(0, at), name: folder.slice(at + 1) };
}
