import type { Random } from './random.ts';

/** The content of a file, whatever names it has. */
export interface Content {
  bytes: Uint8Array;
  /** So many bytes survive a crash. */
  durable: number;
  /** Who wrote it; what is not durable dies with that machine as well. */
  readonly writer: string;
  /** So many bytes others can see. */
  visible: number;
}

export type Entry =
  | { readonly kind: 'file'; readonly content: Content; isDurable: boolean }
  | { readonly kind: 'folder'; isDurable: boolean };

/** Folders and files of one disk, with what a crash of its machine would leave of them. */
export interface Tree {
  /** Null: there is no such folder. */
  folder(path: string): ReadonlyMap<string, Entry> | null;
  find(path: string): Entry | null;
  put(path: string, entry: Entry): void;
  remove(path: string): void;
  fsyncFolder(path: string): void;
  /** The power is gone for a moment: paths that are not there any more. */
  crash(random: Random): readonly string[];
  /** The machine that writes through a network has crashed. */
  tear(writer: string, random: Random): void;
  contents(): readonly Content[];
  paths(): readonly string[];
}

interface Folder {
  readonly entries: Map<string, Entry>;
  /** Removed and not yet for good. */
  readonly removed: Map<string, Entry>;
}

export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const join = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

export function createTree(): Tree {
  const folders = new Map<string, Folder>([['', { entries: new Map(), removed: new Map() }]]);

  const remove = (path: string): void => {
    const folder = folders.get(parentOf(path));
    const entry = folder?.entries.get(nameOf(path));
    if (folder === undefined || entry === undefined) return;
    folder.entries.delete(nameOf(path));
    if (entry.kind === 'file' && entry.isDurable) folder.removed.set(nameOf(path), entry);
    if (entry.kind === 'file') return;
    for (const name of folders.get(path)?.entries.keys() ?? []) remove(join(path, name));
    folders.delete(path);
  };

  const tearAll = (random: Random, isHit: (content: Content) => boolean): void => {
    for (const { entries } of folders.values()) {
      for (const entry of entries.values()) {
        if (entry.kind !== 'file' || !isHit(entry.content)) continue;
        const { content } = entry;
        if (content.durable < content.bytes.length) {
          content.bytes = content.bytes.slice(0, random.integer(content.durable, content.bytes.length));
        }
        content.durable = content.bytes.length;
        content.visible = content.bytes.length;
      }
    }
  };

  return {
    folder: (path) => folders.get(path)?.entries ?? null,
    find: (path) => folders.get(parentOf(path))?.entries.get(nameOf(path)) ?? null,
    put(path, entry) {
      folders.get(parentOf(path))?.entries.set(nameOf(path), entry);
      if (entry.kind === 'folder' && !folders.has(path)) folders.set(path, { entries: new Map(), removed: new Map() });
    },
    remove,
    fsyncFolder(path) {
      const folder = folders.get(path);
      for (const entry of folder?.entries.values() ?? []) entry.isDurable = true;
      folder?.removed.clear();
    },
    crash(random) {
      const lost: string[] = [];
      for (const [path, { entries, removed }] of folders) {
        for (const [name, entry] of entries) {
          if (!entry.isDurable && random.chance(0.7)) lost.push(join(path, name));
        }
        for (const [name, entry] of removed) if (!entries.has(name) && random.chance(0.3)) entries.set(name, entry);
        removed.clear();
      }
      for (const path of lost) remove(path);
      tearAll(random, () => true);
      for (const { entries } of folders.values()) for (const entry of entries.values()) entry.isDurable = true;
      return lost;
    },
    tear: (writer, random) => tearAll(random, (content) => content.writer === writer),
    contents() {
      const all = [...folders.values()].flatMap(({ entries }) => [...entries.values()]);
      return all.flatMap((entry) => (entry.kind === 'file' ? [entry.content] : []));
    },
    paths: () => [...folders].flatMap(([path, { entries }]) => [...entries.keys()].map((name) => join(path, name))),
  };
}
