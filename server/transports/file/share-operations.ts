import { createHash } from 'node:crypto';
import { ShareError, type ShareErrorCode } from './share-files.ts';
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

export function createShareOperations({ vfs, copies, tmp, nonce }: ShareOperationsDeps) {
  const folders = createFolders(vfs);

  function publish(path: string, bytes: Uint8Array): boolean {
    const folder = checked(path).slice(0, path.lastIndexOf('/'));
    if (!folders.isThere(folder)) throw new ShareError('gone', `${folder} is not there.`);
    const aside = `${tmp}/${nonce()}`;
    try {
      writeAside(vfs, aside, bytes);
      if (!nameIt(aside, path, bytes)) return false;
    } finally {
      tryTo(() => vfs.unlink(aside));
    }
    vfs.fsyncFolder(folder);
    return true;
  }

  /** Whoever is told of an error may have won all the same, so what stands under the name decides. */
  function nameIt(aside: string, path: string, bytes: Uint8Array): boolean {
    try {
      vfs.link(aside, path);
      return true;
    } catch (error) {
      const found = read(path, bytes.length + 1, 'any-size');
      if (found !== null) return Buffer.compare(found, bytes) === 0;
      if (!LINKLESS.has(codeOf(error)) || isTaken(path)) throw error;
      // Such a file system knows no links. Only one machine ever writes this name, so nobody else takes it in between.
      vfs.rename(aside, path);
      return true;
    }
  }

  function isTaken(path: string): boolean {
    try {
      vfs.lstat(path);
      return true;
    } catch (error) {
      if (MISSING.has(codeOf(error))) return false;
      throw error;
    }
  }

  function read(path: string, limit: number, larger: 'refuse' | 'any-size' = 'refuse'): Uint8Array | null {
    const folder = checked(path).slice(0, path.lastIndexOf('/'));
    if (!folders.isThere(folder)) return null;
    try {
      const { kind, size } = vfs.lstat(path);
      if (kind !== 'file') throw new ShareError('not-a-file', `${path} is no file.`);
      if (size > limit && larger === 'refuse') {
        throw new ShareError('too-large', `${path} has ${size} bytes, more than ${limit}.`);
      }
      const descriptor = vfs.openNoFollow(path);
      try {
        const bytes = vfs.read(descriptor, Math.min(size, limit));
        return bytes.length < Math.min(size, limit) ? null : bytes;
      } finally {
        vfs.close(descriptor);
      }
    } catch (error) {
      if (MISSING.has(codeOf(error))) return null;
      throw error;
    }
  }

  const operations = {
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
    read: (path: string, limit: number) => read(path, limit),
    publish,
    mark(path: string): void {
      try {
        vfs.close(vfs.createExclusive(checked(path)));
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
    },
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
  };
  return guarded(operations, folders.forget);
}

/**
 * Which folders were seen. A network file system remembers for half a minute that a name was not there, so none is ever
 * looked for by its name: a folder is there when the listing of the one above says so.
 */
function createFolders(vfs: Vfs) {
  const seen = new Set<string>();
  function isThere(folder: string): boolean {
    if (seen.has(folder)) return true;
    const at = folder.lastIndexOf('/');
    const parent = at < 0 ? '' : folder.slice(0, at);
    if (at >= 0 && !isThere(parent)) return false;
    const names = namesIn(parent);
    if (names?.includes(folder.slice(at + 1)) !== true) return false;
    // A link that was put in a folder's place leads nowhere.
    if (vfs.lstat(folder).kind !== 'folder') throw new ShareError('not-a-file', `${folder} is no folder.`);
    seen.add(folder);
    return true;
  }
  function namesIn(folder: string): string[] | null {
    try {
      return vfs.readdir(folder);
    } catch (error) {
      if (folder === '') throw new ShareError('gone', 'The shared folder is not there.', { cause: error });
      seen.clear();
      if (MISSING.has(codeOf(error))) return null;
      throw error;
    }
  }
  function make(folder: string): void {
    if (isThere(folder)) return;
    const at = folder.lastIndexOf('/');
    const parent = at < 0 ? '' : folder.slice(0, at);
    if (at >= 0 && !isThere(parent)) throw new ShareError('gone', `${parent} is not there.`);
    ignoring(TAKEN, () => vfs.mkdir(folder));
    vfs.fsyncFolder(parent);
  }
  return { isThere, make, forget: () => seen.clear() };
}

/** After an error nothing counts as written, and the descriptor is never written to again. */
function writeAside(vfs: Vfs, aside: string, bytes: Uint8Array): void {
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

const MISSING = new Set(['ENOENT', 'ESTALE', 'ENOTDIR']);
const TAKEN = new Set(['EEXIST']);
const STAYS = new Set([...MISSING, 'ENOTEMPTY', 'EEXIST', 'EBUSY']);
const LINKLESS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

const CODES: Readonly<Record<string, ShareErrorCode>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  ENOTCONN: 'gone',
  ENODEV: 'gone',
  EHOSTDOWN: 'gone',
  EHOSTUNREACH: 'gone',
  ETIMEDOUT: 'gone',
  ESTALE: 'gone',
  ELOOP: 'not-a-file',
  ENXIO: 'not-a-file',
  ENOTFILE: 'not-a-file',
};

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function ignoring(codes: ReadonlySet<string>, call: () => void): void {
  try {
    call();
  } catch (error) {
    if (!codes.has(codeOf(error))) throw error;
  }
}

/** What is left of a file aside is removed at the next start. */
function tryTo(call: () => void): void {
  try {
    call();
  } catch {
    // See above.
  }
}

/** Every call fails with a `ShareError`; where the folder went away, nothing that was seen counts any more. */
function guarded<Operations extends Record<string, (...args: never[]) => unknown>>(
  operations: Operations,
  forget: () => void,
): Operations {
  const wrap =
    (name: string, call: (...args: never[]) => unknown) =>
    (...args: never[]): unknown => {
      try {
        return call(...args);
      } catch (error) {
        const known = error instanceof ShareError ? error : toShareError(name, args[0], error);
        if (known.code === 'gone') forget();
        throw known;
      }
    };
  return Object.fromEntries(Object.entries(operations).map(([name, call]) => [name, wrap(name, call)])) as Operations;
}

function toShareError(call: string, path: unknown, error: unknown): ShareError {
  const said = error instanceof Error ? error.message : String(error);
  const where = typeof path === 'string' ? path : 'the shared folder';
  return new ShareError(CODES[codeOf(error)] ?? 'failed', `${call} of ${where}: ${said}`, { cause: error });
}

/** Paths are made from names that were checked before; this is the last gate before the operating system. */
function checked(path: string): string {
  const isPlain = path.length < 400 && path.split('/').every((name) => PLAIN.test(name));
  if (!isPlain) throw new ShareError('failed', `${JSON.stringify(path.slice(0, 200))} is no path of a shared project.`);
  return path;
}

const PLAIN = /^(?:[a-z0-9][a-z0-9.-]{0,140}|-[a-z0-9.-]{0,140}|FORMAT\.json)$/;
