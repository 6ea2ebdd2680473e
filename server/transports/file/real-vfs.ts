import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { Vfs } from './vfs.ts';

/** The calls of the operating system, below one folder. */
export function createRealVfs(root: string): Vfs {
  const at = (name: string): string => path.join(root, ...name.split('/'));
  return {
    readdir: (folder) => readdirSync(at(folder)),
    lstat(name) {
      const stats = lstatSync(at(name));
      const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
      return { kind, size: stats.size, mtimeMs: stats.mtimeMs };
    },
    mkdir: (folder) => mkdirSync(at(folder)),
    createExclusive: (name) => openSync(at(name), 'wx', 0o666),
    openNoFollow: (name) => openFile(at(name)),
    read: readUpTo,
    write: (descriptor, bytes) => writeSync(descriptor, bytes),
    fsync: fsyncSync,
    close: closeSync,
    link: (from, to) => linkSync(at(from), at(to)),
    rename: (from, to) => renameSync(at(from), at(to)),
    unlink: (name) => unlinkSync(at(name)),
    rmdir: (folder) => rmdirSync(at(folder)),
    fsyncFolder: (folder) => fsyncFolder(at(folder)),
    freeSpace() {
      const { bavail, bsize } = statfsSync(root);
      return bavail * bsize;
    },
  };
}

/** Opening a fifo waits for ever without O_NONBLOCK. Windows has neither fifos in folders nor these flags. */
function openFile(file: string): number {
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
  try {
    if (fstatSync(descriptor).isFile()) return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  closeSync(descriptor);
  throw Object.assign(new Error(`${file} is no file`), { code: 'ENOTFILE' });
}

function readUpTo(descriptor: number, limit: number): Uint8Array {
  const buffer = Buffer.allocUnsafe(Math.min(limit, fstatSync(descriptor).size));
  let done = 0;
  while (done < buffer.length) {
    const count = readSync(descriptor, buffer, done, buffer.length - done, done);
    if (count === 0) break;
    done += count;
  }
  return buffer.subarray(0, done);
}

/** Some file systems cannot sync a folder and say so; then the name is as safe as it gets there. */
function fsyncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'EBADF') throw error;
  } finally {
    closeSync(descriptor);
  }
}
