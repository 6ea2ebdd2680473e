import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';

/**
 * A reader sees the old file or the whole new one, never a part, whatever dies in between. `mode` is that of the new
 * file; what is left out is for the owner alone.
 */
export function writeAtomically(file: string, content: string | Uint8Array, mode = 0o600): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeDurably(temporary, content, mode);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeDurably(file: string, content: string | Uint8Array, mode: number): void {
  const descriptor = openSync(file, 'w', 0o600);
  try {
    const bytes = Buffer.from(content);
    // On a full disk a write may be short before it fails.
    for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
    // The mode of `open` is cut by the umask.
    if (mode !== 0o600) fchmodSync(descriptor, mode);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The same for the owner alone, without keeping anybody waiting; the caller writes a file once at a time. */
export async function writeAtomicallyAsync(file: string, content: Uint8Array): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
