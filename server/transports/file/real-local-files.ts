import { constants } from 'node:fs';
import {
  mkdir,
  open as openFile,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  type FileHandle,
} from 'node:fs/promises';
import path from 'node:path';
import { writeAtomicallyAsync } from '../../platform/write-atomically.ts';
import type { LocalFiles } from './local-files.ts';
import { lockOnThisMachine } from './machine-lock.ts';

/** Local state in a real folder that only this user may enter. */
export function createLocalFiles(folder: string): LocalFiles {
  const at = (name: string): string => path.join(folder, ...name.split('/'));
  const made = new Set<string>();
  const withFolder = async (name: string): Promise<string> => {
    const file = at(name);
    const parent = path.dirname(file);
    if (!made.has(parent)) await mkdir(parent, { recursive: true, mode: 0o700 });
    made.add(parent);
    return file;
  };
  const appending = createAppending();
  const inTurn = createTurns();
  return {
    read: (name) => orNull(readFile(at(name))),
    readPart: (name, offset, length) => orNull(readPart(at(name), offset, length)),
    size: async (name) => (await orNull(stat(at(name))))?.size ?? null,
    write: (name, bytes) =>
      inTurn(async () => {
        const file = await withFolder(name);
        await writeAtomicallyAsync(file, bytes);
        await fsyncFolder(path.dirname(file));
      }),
    append: async (name, bytes) => appending.append(await withFolder(name), bytes),
    async truncate(name, size) {
      await appending.close();
      await truncate(at(name), size);
    },
    remove: (name) => rm(at(name), { force: true }),
    async rename(from, to) {
      await rename(at(from), await withFolder(to));
      await fsyncFolder(path.dirname(at(to)));
    },
    list: async (name) => ((await orNull(readdir(at(name)))) ?? []).sort(),
    pathOf: withFolder,
    lock: (name) => lockOnThisMachine(at(name)),
    close: appending.close,
  };
}

/** One after the other in the order of the calls, so that of two writers to a file the later one wins. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <Value>(work: () => Promise<Value>): Promise<Value> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}

/** Where the system offers it, each write is durable when it returns, which saves a call of its own. */
const DURABLE = constants.O_DSYNC ?? 0;
const APPEND = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;

/** The file that was appended to last stays open: opening it anew each time would take longer than writing. */
function createAppending() {
  let open: { readonly file: string; readonly handle: FileHandle } | null = null;

  async function handleOf(file: string): Promise<FileHandle> {
    if (open?.file === file) return open.handle;
    await close();
    const handle = await openFile(file, APPEND | DURABLE, 0o600);
    open = { file, handle };
    await fsyncFolder(path.dirname(file));
    return handle;
  }

  async function close(): Promise<void> {
    const last = open;
    open = null;
    await last?.handle.close();
  }

  return {
    async append(file: string, bytes: Uint8Array): Promise<void> {
      const handle = await handleOf(file);
      try {
        for (let done = 0; done < bytes.length;) {
          const { bytesWritten } = await handle.write(bytes, done);
          done += bytesWritten;
        }
        if (DURABLE === 0) await handle.datasync();
      } catch (error) {
        // After a failed sync nothing that this descriptor says can be believed.
        await close();
        throw error;
      }
    },
    close,
  };
}

async function readPart(file: string, offset: number, length: number): Promise<Uint8Array> {
  const handle = await openFile(file, 'r');
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
async function fsyncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await openFile(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
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
