import { createHash } from 'node:crypto';
import { codeOf, ignoring, MISSING, toShareError } from './share-errors.ts';
import { ShareError } from './share-files.ts';
import { createShareFolders, type ShareFolders } from './share-folders.ts';
import { publishAside, publishWhole, writeAside } from './share-publishing.ts';
import { readWhole } from './share-reading.ts';
import type { Vfs } from './vfs.ts';

/** Whole files of this machine, for what is copied from and to the share. */
export interface LocalCopies {
  read(file: string): Uint8Array;
  /** Durable when it returns. */
  write(file: string, bytes: Uint8Array): void;
}

export interface ShareOperationsDeps {
  readonly vfs: Vfs;
  readonly copies: LocalCopies;
  /** This machine's scratch folder in the share. */
  readonly tmp: string;
  /** Never the same twice, for names in the scratch folder: lower-case letters and digits. */
  readonly nonce: () => string;
}

/** `ShareFiles` as plain calls, for whoever may wait for them: the share's own process, or a simulation. */
export type ShareOperations = ReturnType<typeof createShareOperations>;

export function createShareOperations(deps: ShareOperationsDeps) {
  const { vfs, copies } = deps;
  const folders = createShareFolders(vfs);
  const files = filesOf(deps, folders);
  const { read, publish } = files;
  return failingPlainly(folders, {
    ...files,
    mark: (path: string): void => ignoring(new Set(['EEXIST']), () => vfs.close(vfs.createExclusive(checked(path)))),
    publishFile: (path: string, localFile: string): boolean => publish(path, copies.read(localFile)),
    fetchFile(path: string, localFile: string, limit: number): { sha256: string } | null {
      const bytes = read(path, limit);
      if (bytes === null) return null;
      copies.write(localFile, bytes);
      return { sha256: createHash('sha256').update(bytes).digest('hex') };
    },
    remove(paths: readonly string[]): void {
      for (const path of paths) ignoring(MISSING, () => vfs.unlink(checked(path)));
    },
    removeFolder(folder: string): void {
      ignoring(STAYS, () => vfs.rmdir(checked(folder)));
      folders.forget();
    },
    makeFolders(paths: readonly string[]): void {
      for (const folder of paths) folders.make(checked(folder));
    },
    freeSpace: (): number | null => vfs.freeSpace(),
  });
}

const STAYS = new Set([...MISSING, 'ENOTEMPTY', 'EEXIST', 'EBUSY']);

function filesOf({ vfs, tmp, nonce }: ShareOperationsDeps, folders: ShareFolders) {
  const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
  const mustBeThere = (folder: string): void => {
    if (!folders.isThere(folder)) throw new ShareError('gone', `${folder} is not there.`);
  };
  return {
    list(folder: string): string[] | null {
      if (!folders.isThere(checked(folder))) return null;
      try {
        return vfs.readdir(folder);
      } catch (error) {
        if (!MISSING.has(codeOf(error))) throw error;
        folders.forget();
        return null;
      }
    },
    read: (path: string, limit: number): Uint8Array | null =>
      folders.isThere(folderOf(checked(path))) ? readWhole(vfs, path, limit) : null,
    publish(path: string, bytes: Uint8Array): boolean {
      mustBeThere(folderOf(checked(path)));
      return publishWhole(vfs, `${tmp}/${nonce()}`, path, bytes);
    },
    writeAside(bytes: Uint8Array): string {
      mustBeThere(tmp);
      return writeAside(vfs, `${tmp}/${nonce()}`, bytes);
    },
    publishAside(aside: string, path: string): boolean {
      mustBeThere(folderOf(checked(path)));
      return publishAside(vfs, checked(aside), path);
    },
  };
}

/** Every call fails with a `ShareError`; where the folder went away, nothing that was seen counts any more. */
function failingPlainly<Operations extends Record<string, (...args: never[]) => unknown>>(
  folders: ShareFolders,
  operations: Operations,
): Operations {
  const wrap =
    (name: string, call: (...args: never[]) => unknown) =>
    (...args: never[]): unknown => {
      try {
        return call(...args);
      } catch (error) {
        const plain = toShareError(name, args[0], error);
        if (plain.code === 'gone' || MISSING.has(codeOf(error))) folders.forget();
        throw MISSING.has(codeOf(error)) ? new ShareError('gone', plain.message, { cause: error }) : plain;
      }
    };
  return Object.fromEntries(Object.entries(operations).map(([name, call]) => [name, wrap(name, call)])) as Operations;
}

/** Paths are made from names that were checked before; this is the last gate before the operating system. */
function checked(path: string): string {
  const isPlain = path.length < 400 && path.split('/').every((name) => PLAIN.test(name));
  if (!isPlain) throw new ShareError('failed', `${JSON.stringify(path.slice(0, 200))} is no path of a shared project.`);
  return path;
}

const PLAIN = /^(?:[a-z0-9-][a-z0-9.-]{0,140}|FORMAT\.json)$/;
