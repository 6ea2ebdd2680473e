import { linkSync, mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShareFiles } from '../../server/transports/file/share-files.ts';

/** A folder of this disk as a share, without a process around it. Every call lets others go first. */
export function openPlainShare(root: string): ShareFiles {
  let scratch = 0;
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const unsupported = (): never => {
    throw new Error('The plain share of the tests has no such call.');
  };
  return {
    async list(folder) {
      await turn();
      return orNull(() => readdirSync(join(root, folder)));
    },
    async read(path) {
      await turn();
      return orNull(() => readFileSync(join(root, path)));
    },
    async publish(path, bytes) {
      await turn();
      scratch += 1;
      const aside = join(root, `.aside-${process.pid}-${scratch}-${Math.random()}`);
      writeFileSync(aside, bytes);
      try {
        linkSync(aside, join(root, path));
        return true;
      } catch {
        return false;
      } finally {
        unlinkSync(aside);
      }
    },
    publishFile: unsupported,
    fetchFile: unsupported,
    async remove(paths) {
      await turn();
      for (const path of paths) rmSync(join(root, path), { force: true });
    },
    async removeFolder(folder) {
      await turn();
      orNull(() => rmdirSync(join(root, folder)));
    },
    async makeFolders(folders) {
      await turn();
      for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
    },
    freeSpace: () => Promise.resolve(1e12),
    close: () => Promise.resolve(),
  };
}

function orNull<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

/**
 * Two folders whose new files reach the other one only when `sync` is called, as a program that synchronises folders
 * does it. A name that both have stays on each side as it is.
 */
export function syncFolders(a: string, b: string): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const target = join(to, path.slice(from.length));
      if (entry.isDirectory()) mkdirSync(target, { recursive: true });
      else if (!entry.name.startsWith('.aside'))
        orNull(() => writeFileSync(target, readFileSync(path), { flag: 'wx' }));
    }
  }
}
