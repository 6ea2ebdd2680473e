import type { Vfs } from '../../../server/transports/file/vfs.ts';
import type { Faults } from './share.ts';
import { parentOf, type Content, type Entry, type Tree } from './tree.ts';
import type { World } from './world.ts';

/** The share as one machine sees it, with what its kernel remembers and what goes wrong on the way. */
export interface ClientView {
  readonly vfs: Vfs;
  /** Nothing is remembered any more. */
  forget(): void;
  /** Called before and after the effect of each call; what it throws ends the call there. */
  watch(watcher: (moment: 'before' | 'after', call: string) => void): void;
}

export interface ClientViewDeps {
  readonly world: World;
  readonly machine: string;
  readonly tree: Tree;
  faults(): Faults;
  isFull(): boolean;
  readonly hasLinks: boolean;
  /** Whether it is a folder on this machine's own disk. */
  readonly isSynchronised: boolean;
  changed(path: string): void;
}

/** What kernels remember of a mounted folder goes out of date for this long. */
const CACHE_MS = 30_000;

export function createClientView(deps: ClientViewDeps): ClientView {
  const { world, machine, tree } = deps;
  const { random } = world;
  const cache = createCache(deps);
  const open = new Map<number, Content>();
  let descriptors = 0;
  let watcher: (moment: 'before' | 'after', call: string) => void = () => {};

  /** One call: it may fail before it has done anything, and after it has done everything. */
  function call<T>(name: string, path: string, work: () => T, changes = false): T {
    watcher('before', `${name} ${path}`);
    if (random.chance(deps.faults().failedCall)) throw fault('failed call', ['EIO', 'ETIMEDOUT', 'ESTALE']);
    const result = work();
    if (changes) {
      cache.forget(path);
      deps.changed(path);
    }
    watcher('after', `${name} ${path}`);
    if (changes && random.chance(deps.faults().lostReply))
      throw fault('lost reply', ['EIO', 'ETIMEDOUT', 'EPERM', 'EEXIST']);
    return result;
  }

  function fault(kind: string, codes: readonly string[]): Error {
    world.count(kind);
    return failure(random.pick(codes));
  }

  function refuseIfFull(): void {
    if (deps.isFull()) throw fault('no space', ['ENOSPC']);
  }

  function create(path: string, entry: Entry): void {
    if (tree.folder(parentOf(path)) === null) throw failure('ENOENT');
    if (tree.find(path) !== null) throw failure('EEXIST');
    refuseIfFull();
    tree.put(path, entry);
  }

  function contentOf(descriptor: number): Content {
    const content = open.get(descriptor);
    if (content === undefined) throw failure('EBADF');
    return content;
  }

  function file(path: string): Entry & { kind: 'file' } {
    const entry = tree.find(path);
    if (entry?.kind !== 'file') throw failure('ENOENT');
    return entry;
  }

  const visible = (content: Content): number => (content.writer === machine ? content.bytes.length : content.visible);

  const vfs: Vfs = {
    readdir: (folder) => call('readdir', folder, () => cache.names(folder)),
    lstat: (path) =>
      call('lstat', path, () => {
        const entry = cache.entry(path);
        if (entry.kind === 'folder') return { kind: 'folder', size: 0, mtimeMs: 0 };
        return { kind: 'file', size: visible(entry.content), mtimeMs: 0 };
      }),
    mkdir: (folder) =>
      call(
        'mkdir',
        folder,
        // What a crash takes of a synchronised folder comes back from the others, which is not simulated.
        () => create(folder, { kind: 'folder', isDurable: deps.isSynchronised }),
        true,
      ),
    createExclusive: (path) =>
      call(
        'create',
        path,
        () => {
          const content = { bytes: new Uint8Array(), durable: 0, visible: 0, writer: machine };
          create(path, { kind: 'file', content, isDurable: false });
          open.set((descriptors += 1), content);
          return descriptors;
        },
        true,
      ),
    openNoFollow: (path) =>
      call('open', path, () => {
        const entry = cache.entry(path);
        if (entry.kind !== 'file') throw failure('ENOTFILE');
        open.set((descriptors += 1), entry.content);
        return descriptors;
      }),
    read: (descriptor, limit) =>
      call('read', '', () => {
        const content = contentOf(descriptor);
        const bytes = content.bytes.slice(0, Math.min(limit, visible(content)));
        if (content.writer === machine || !random.chance(deps.faults().tornRead)) return bytes;
        world.count('torn read');
        return bytes.slice(0, random.integer(0, bytes.length));
      }),
    write: (descriptor, bytes) =>
      call('write', '', () => {
        refuseIfFull();
        const content = contentOf(descriptor);
        const isShort = random.chance(deps.faults().shortWrite);
        if (isShort) world.count('short write');
        const count = isShort ? random.integer(1, bytes.length) : bytes.length;
        content.bytes = Buffer.concat([content.bytes, bytes.subarray(0, count)]);
        return count;
      }),
    fsync: (descriptor) =>
      call('fsync', '', () => {
        refuseIfFull();
        const content = contentOf(descriptor);
        content.durable = content.bytes.length;
        content.visible = content.bytes.length;
      }),
    close: (descriptor) =>
      call('close', '', () => {
        const content = contentOf(descriptor);
        open.delete(descriptor);
        if (content.writer !== machine || content.visible === content.bytes.length) return;
        world.count('deferred close');
        world.after(random.between(0, 3_000), () => (content.visible = content.bytes.length));
      }),
    link: (from, to) =>
      call(
        'link',
        to,
        () => {
          if (!deps.hasLinks) throw fault('no links', ['EPERM']);
          create(to, { ...file(from), isDurable: false });
        },
        true,
      ),
    rename: (from, to) =>
      call(
        'rename',
        to,
        () => {
          refuseIfFull();
          const entry = file(from);
          tree.remove(from);
          tree.put(to, { ...entry, isDurable: false });
        },
        true,
      ),
    unlink: (path) =>
      call(
        'unlink',
        path,
        () => {
          file(path);
          tree.remove(path);
        },
        true,
      ),
    rmdir: (folder) =>
      call(
        'rmdir',
        folder,
        () => {
          const names = tree.folder(folder);
          if (names === null) throw failure('ENOENT');
          if (names.size > 0) throw failure('ENOTEMPTY');
          tree.remove(folder);
        },
        true,
      ),
    fsyncFolder: (folder) => call('fsyncFolder', folder, () => tree.fsyncFolder(folder)),
    freeSpace: () => call('freeSpace', '', () => (deps.isFull() ? 0 : 1e12)),
  };
  return { vfs, forget: () => cache.forgetAll(), watch: (next) => (watcher = next) };
}

/** What a kernel remembers of listings and names, and believes without asking. */
function createCache({ world, tree, isSynchronised, faults }: ClientViewDeps) {
  const { random } = world;
  const listings = new Map<string, { readonly names: string[]; readonly until: number }>();
  const missing = new Map<string, number>();
  const found = new Map<string, { readonly entry: Entry; readonly until: number }>();
  const until = (): number => world.now() + random.between(0, random.chance(0.7) ? CACHE_MS / 6 : CACHE_MS);

  return {
    names(folder: string): string[] {
      const known = listings.get(folder);
      const entries = tree.folder(folder);
      if (known !== undefined && world.now() < known.until) {
        if (known.names.length !== entries?.size) world.count('stale listing');
        return [...known.names];
      }
      if (entries === null) throw failure('ENOENT');
      const names = [...entries.keys()];
      if (!isSynchronised && random.chance(faults().staleListing)) listings.set(folder, { names, until: until() });
      else listings.delete(folder);
      return names;
    },
    entry(path: string): Entry {
      const entry = tree.find(path);
      const known = found.get(path);
      if (known !== undefined && world.now() < known.until) {
        if (entry === null) throw failure('ESTALE');
        if (entry !== known.entry) world.count('old version');
        return known.entry;
      }
      if (world.now() < (missing.get(path) ?? 0)) {
        if (entry !== null) world.count('negative dentry');
        throw failure('ENOENT');
      }
      if (entry === null) {
        if (!isSynchronised && random.chance(faults().negativeDentry)) missing.set(path, until());
        throw failure('ENOENT');
      }
      if (!isSynchronised && random.chance(faults().staleListing)) found.set(path, { entry, until: until() });
      return entry;
    },
    /** This machine has changed it itself. */
    forget(path: string): void {
      listings.delete(parentOf(path));
      listings.delete(path);
      missing.delete(path);
      found.delete(path);
    },
    forgetAll(): void {
      listings.clear();
      missing.clear();
      found.clear();
    },
  };
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code });
}
