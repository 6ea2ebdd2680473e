/**
 * The calls on a shared folder that the transport is built from. `real-vfs.ts` makes them; the simulation brings its
 * own, which goes wrong in every way that was seen on NFS, SMB, sshfs and synchronised folders. Synchronous, because they
 * are made in a process of their own that may hang without harm. Paths are relative to the share's folder and use `/`.
 * Every call may throw an error with a `code` of the operating system.
 */
export interface Vfs {
  /** Names only, in no order. */
  readdir(folder: string): string[];
  /** Never follows a link. */
  lstat(path: string): { readonly kind: 'file' | 'folder' | 'other'; readonly size: number; readonly mtimeMs: number };
  mkdir(folder: string): void;
  /** Fails where the name is taken. */
  createExclusive(path: string): number;
  /** Refuses links, fifos and devices without waiting for them. */
  openNoFollow(path: string): number;
  /** Bytes from the start, at most `limit`. */
  read(descriptor: number, limit: number): Uint8Array;
  /** How many of the bytes were written, which may be fewer. */
  write(descriptor: number, bytes: Uint8Array): number;
  fsync(descriptor: number): void;
  close(descriptor: number): void;
  /** Fails where the new name is taken; who is told of an error may have won all the same. */
  link(from: string, to: string): void;
  rename(from: string, to: string): void;
  unlink(path: string): void;
  rmdir(folder: string): void;
  fsyncFolder(folder: string): void;
  /** In bytes; null where the file system does not say. */
  freeSpace(): number | null;
}
