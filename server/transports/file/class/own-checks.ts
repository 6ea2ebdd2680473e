import * as z from 'zod';
import type { Vfs } from '../vfs.ts';

/** What one machine can find out alone. False: it was tried and is not so. */
export const OwnChecks = z.object({
  /** A second link to a taken name is refused, and the first content stays. */
  linkIsExclusive: z.boolean(),
  createIsExclusive: z.boolean(),
  renameWorks: z.boolean(),
  folderFsync: z.boolean(),
  /** A new name stands in the listing right after it was made. */
  listingShowsNew: z.boolean(),
  caseSensitive: z.boolean(),
  /** Names as long as ours can be. */
  longNames: z.boolean(),
  /** What the operating system said to the checks that failed. */
  said: z.array(z.string()),
});
export type OwnChecks = z.infer<typeof OwnChecks>;

/** The longest name that the transport writes, and some more. */
const LONG_NAME = `${'n'.repeat(120)}.json`;

/** Tries it out in `folder`, which is there and empty, and leaves it empty. Throws where it cannot even begin. */
export function runOwnChecks(vfs: Vfs, folder: string): OwnChecks {
  const { at, write, holds } = scratchIn(vfs, folder);
  const said: string[] = [];
  const tried = (what: string, check: () => boolean): boolean => {
    try {
      return check();
    } catch (error) {
      said.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  };
  try {
    write('one');
    write('two');
    return {
      linkIsExclusive: tried('link', () => {
        vfs.link(at('one'), at('linked'));
        return isRefused(() => vfs.link(at('two'), at('linked'))) && holds('linked', 'one');
      }),
      createIsExclusive: tried('create', () => isRefused(() => vfs.close(vfs.createExclusive(at('one'))))),
      renameWorks: tried('rename', () => {
        vfs.rename(at('two'), at('renamed'));
        return holds('renamed', 'two');
      }),
      folderFsync: tried('folder fsync', () => {
        vfs.fsyncFolder(folder);
        return true;
      }),
      listingShowsNew: tried('listing', () => {
        write('listed');
        return vfs.readdir(folder).includes('listed');
      }),
      caseSensitive: tried('case', () => {
        write('case');
        return !isRefused(() => write('CASE')) && holds('case', 'case');
      }),
      longNames: tried('long name', () => {
        write(LONG_NAME);
        return holds(LONG_NAME, LONG_NAME);
      }),
      said,
    };
  } finally {
    for (const name of vfs.readdir(folder)) vfs.unlink(at(name));
  }
}

/** Files whose content is their name. */
function scratchIn(vfs: Vfs, folder: string) {
  const at = (name: string): string => `${folder}/${name}`;
  return {
    at,
    write(name: string): void {
      const descriptor = vfs.createExclusive(at(name));
      try {
        const bytes = Buffer.from(name);
        if (vfs.write(descriptor, bytes) !== bytes.length) throw new Error(`Only a part of ${name} was written.`);
        vfs.fsync(descriptor);
      } finally {
        vfs.close(descriptor);
      }
    },
    holds(name: string, text: string): boolean {
      const descriptor = vfs.openNoFollow(at(name));
      try {
        return Buffer.from(vfs.read(descriptor, 1024)).toString() === text;
      } finally {
        vfs.close(descriptor);
      }
    },
  };
}

function isRefused(act: () => void): boolean {
  try {
    act();
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EEXIST';
  }
}
