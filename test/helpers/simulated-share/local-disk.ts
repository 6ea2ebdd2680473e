import type { LocalFiles } from '../../../server/transports/file/local-files.ts';
import type { Process } from './machine.ts';
import type { World } from './world.ts';

/** The disk of one machine; what a call has made durable survives every crash, a call that a crash cut off did a part. */
export interface LocalDisk {
  /** For one process; `watch` sees each call, and what it throws ends the call halfway. */
  files(process: Process, watch: (call: string) => void): LocalFiles;
  size(): number;
  /** What would be there after a crash. */
  peek(file: string): Uint8Array | null;
}

export function createLocalDisk(world: World, name: string): LocalDisk {
  const files = new Map<string, Uint8Array>();
  let holder: Process | null = null;

  return {
    size: () => [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0),
    peek: (file) => files.get(file) ?? null,
    files(process, watch) {
      const { local: call } = process;
      return {
        read: (file) => call(() => files.get(file) ?? null),
        readPart: (file, offset, length) => call(() => files.get(file)?.slice(offset, offset + length) ?? null),
        size: (file) => call(() => files.get(file)?.length ?? null),
        write: (file, bytes) =>
          call(() => {
            if (world.random.chance(0.5)) watch(`write ${file}`);
            files.set(file, bytes.slice());
            watch(`wrote ${file}`);
          }),
        append: (file, bytes) =>
          call(() => {
            const before = files.get(file) ?? new Uint8Array();
            files.set(file, Buffer.concat([before, bytes.subarray(0, world.random.integer(0, bytes.length))]));
            watch(`append ${file}`);
            files.set(file, Buffer.concat([before, bytes]));
            watch(`appended ${file}`);
          }),
        truncate: (file, size) => call(() => void files.set(file, files.get(file)?.slice(0, size) ?? new Uint8Array())),
        remove: (file) => call(() => void files.delete(file)),
        list: (folder) =>
          call(() => [
            ...new Set(
              [...files.keys()]
                .filter((file) => file.startsWith(`${folder}/`))
                .map((file) => file.slice(folder.length + 1).split('/')[0] ?? '')
                .sort(),
            ),
          ]),
        pathOf: async (file) => `/${name}/${file}`,
        close: async () => {},
        rename: (from, to) =>
          call(() => {
            const bytes = files.get(from);
            if (bytes === undefined) throw Object.assign(new Error(`ENOENT: ${from}`), { code: 'ENOENT' });
            files.set(to, bytes);
            files.delete(from);
            watch(`renamed ${to}`);
          }),
        async lock() {
          if (holder?.isAlive() === true && holder !== process) return null;
          holder = process;
          return { release: () => (holder = null) };
        },
      };
    },
  };
}
