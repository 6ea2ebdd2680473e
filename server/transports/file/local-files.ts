/**
 * Where one machine keeps what it must not forget of one project: its epoch, its own chunks, its cursors. Names use `/`
 * and are relative to a folder of this project alone; folders are made as they are needed. The simulation brings its
 * own, which loses in a crash exactly what was not durable.
 */
export interface LocalFiles {
  /** Null where there is none. */
  read(name: string): Promise<Uint8Array | null>;
  /** `length` bytes from `offset`; fewer at the end. Null where there is no such file. */
  readPart(name: string, offset: number, length: number): Promise<Uint8Array | null>;
  /** In bytes; null where there is none. */
  size(name: string): Promise<number | null>;
  /** The old file or the whole new one, whatever dies in between; durable when it resolves. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** At the end of the file, which is made where there is none; durable when it resolves. What fails may leave a part. */
  append(name: string, bytes: Uint8Array): Promise<void>;
  /** Cuts what a failed `append` has left. */
  truncate(name: string, size: number): Promise<void>;
  /** What is not there is no error. */
  remove(name: string): Promise<void>;
  /** Whole, and durable when it resolves. */
  rename(from: string, to: string): Promise<void>;
  /** Names in a folder, sorted; none where it is not there. */
  list(folder: string): Promise<readonly string[]>;
  /** Absolute, for calls that copy whole files. Its folder exists when it resolves. */
  pathOf(name: string): Promise<string>;
  /** One holder on this machine, until `release` or its death. Null: another one holds it. */
  lock(name: string): Promise<{ release(): void } | null>;
  /** Lets go of what is open; locks have their own end. */
  close(): Promise<void>;
}
