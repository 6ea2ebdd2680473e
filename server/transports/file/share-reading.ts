import { codeOf, MISSING } from './share-errors.ts';
import { ShareError } from './share-files.ts';
import type { Vfs } from './vfs.ts';

/** Null: not there, gone in between, or shorter than it was said to be. Rejects what is no file or larger than `limit`. */
export function readWhole(vfs: Vfs, path: string, limit: number): Uint8Array | null {
  return unlessMissing(() => {
    const size = sizeOf(vfs, path);
    if (size > limit) throw new ShareError('too-large', `${path} has ${size} bytes, more than ${limit}.`);
    const bytes = readUpTo(vfs, path, size);
    return bytes.length < size ? null : bytes;
  });
}

/** Whether exactly these bytes stand there; null where nothing does. */
export function holds(vfs: Vfs, path: string, bytes: Uint8Array): boolean | null {
  return unlessMissing(() => {
    if (sizeOf(vfs, path) !== bytes.length) return false;
    return Buffer.compare(readUpTo(vfs, path, bytes.length), bytes) === 0;
  });
}

function sizeOf(vfs: Vfs, path: string): number {
  const { kind, size } = vfs.lstat(path);
  if (kind !== 'file') throw new ShareError('not-a-file', `${path} is no file.`);
  return size;
}

function readUpTo(vfs: Vfs, path: string, limit: number): Uint8Array {
  const descriptor = vfs.openNoFollow(path);
  try {
    return vfs.read(descriptor, limit);
  } finally {
    vfs.close(descriptor);
  }
}

function unlessMissing<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (MISSING.has(codeOf(error))) return null;
    throw error;
  }
}
