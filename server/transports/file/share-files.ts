/**
 * What the transport asks of the shared folder, each one call to the process that makes the file-system calls. Rejects
 * with a `ShareError`.
 */
export interface ShareFiles {
  /** Names in a folder; null where the folder is not there. */
  list(folder: string): Promise<readonly string[] | null>;
  /** Null: not there (yet), or not complete for now. Never more than `limit` bytes: a larger file is an error. */
  read(path: string, limit: number): Promise<Uint8Array | null>;
  /**
   * Publishes a new file under a name that was never used: written aside, fsynced, linked, its folder fsynced. `false`:
   * the name was taken by other bytes. Resolves only when it is durable.
   */
  publish(path: string, bytes: Uint8Array): Promise<boolean>;
  /**
   * The first half of `publish`: written aside and fsynced, where nobody looks. Gives the path for `publishAside`, and
   * for `remove` where nothing comes of it.
   */
  writeAside(bytes: Uint8Array): Promise<string>;
  /**
   * The other half. `true`: published, as with `publish`. `false`, or a rejection: nobody knows, so `publish` the same
   * bytes. Nothing stands aside any more in any case.
   */
  publishAside(aside: string, path: string): Promise<boolean>;
  /**
   * Makes an empty file, whose name is all that it says. Not durable: only for hints that a crash may take. A name that
   * is taken is no error.
   */
  mark(path: string): Promise<void>;
  /** `publish` with the content of a local file, which stays as it is meanwhile. */
  publishFile(path: string, localFile: string): Promise<boolean>;
  /** Copies a file of the share to a local one, durably; null where it is not there; rejects above `limit` bytes. */
  fetchFile(path: string, localFile: string, limit: number): Promise<{ readonly sha256: string } | null>;
  /** Files that are not there are no error. */
  remove(paths: readonly string[]): Promise<void>;
  /** Empty folders only; others stay. */
  removeFolder(folder: string): Promise<void>;
  makeFolders(folders: readonly string[]): Promise<void>;
  freeSpace(): Promise<number | null>;
  close(): Promise<void>;
}

export type ShareErrorCode =
  /** A call did not return within its limit; the process was replaced. */
  | 'hangs'
  | 'full'
  | 'read-only'
  /** The folder of the share is not there. */
  | 'gone'
  | 'too-large'
  | 'not-a-file'
  | 'failed';

/** `message` names the path and what the operating system said. */
export class ShareError extends Error {
  override readonly name = 'ShareError';
  readonly code: ShareErrorCode;

  constructor(code: ShareErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
