import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from '../../platform/write-atomically.ts';
import type { LocalFiles } from './local-files.ts';
import { lockOnThisMachine } from './machine-lock.ts';

/** Local state in a real folder that only this user may enter. */
export function createLocalFiles(folder: string): LocalFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const at = (name: string): string => path.join(folder, ...name.split('/'));
  const withFolder = async (name: string): Promise<string> => {
    const file = at(name);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    return file;
  };
  return {
    read: (name) => orNull(readFile(at(name))),
    readPart: (name, offset, length) => orNull(readPart(at(name), offset, length)),
    size: async (name) => (await orNull(stat(at(name))))?.size ?? null,
    async write(name, bytes) {
      const file = await withFolder(name);
      writeAtomically(file, bytes);
      fsyncFolder(path.dirname(file));
    },
    append: async (name, bytes) => append(await withFolder(name), bytes),
    truncate: (name, size) => truncate(at(name), size),
    remove: (name) => rm(at(name), { force: true }),
    list: async (name) => ((await orNull(readdir(at(name)))) ?? []).sort(),
    pathOf: withFolder,
    lock: (name) => lockOnThisMachine(at(name)),
  };
}

async function append(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    const isNew = (await handle.stat()).size === 0;
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await handle.write(bytes, done);
      done += bytesWritten;
    }
    await handle.datasync();
    if (isNew) fsyncFolder(path.dirname(file));
  } finally {
    await handle.close();
  }
}

async function readPart(file: string, offset: number, length: number): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await handle.read(buffer, done, length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return buffer.subarray(0, done);
  } finally {
    await handle.close();
  }
}

/** A new name is only safe when its folder was written as well. Windows has no such call and writes names by itself. */
function fsyncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

async function orNull<Value>(promise: Promise<Value>): Promise<Value | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
