import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { BridgeMemory } from './memory.ts';
import { isPlainFolder } from './old-share.ts';

export interface OldWriter {
  /**
   * Writes a record, all of it at once, as readers of the older layout expect. False: there is a file that the bridge has
   * not written, or that somebody has changed since; it stays as it is.
   */
  write(place: string, record: object): Promise<boolean>;
}

export function createOldWriter(folder: string, memory: BridgeMemory): OldWriter {
  return {
    async write(place, record) {
      const text = `${JSON.stringify(record, null, 2)}\n`;
      const file = path.join(folder, place);
      const parents = place.split('/').slice(0, -1);
      for (const [index] of parents.entries()) {
        // Through a link that was planted there, we would write elsewhere.
        if ((await isPlainFolder(path.join(folder, ...parents.slice(0, index + 1)))) === false) return false;
      }
      const there = await readFile(file).catch(() => null);
      const ours = memory.written[place];
      if (there !== null && hashOf(there) !== ours) return false;
      if (there?.toString('utf8') === text) return true;
      await mkdir(path.dirname(file), { recursive: true });
      const aside = path.join(path.dirname(file), `.clutch-${randomBytes(8).toString('hex')}.tmp`);
      const handle = await open(aside, 'wx', 0o644);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (there !== null) await rename(aside, file);
      else if (!(await take(aside, file))) return false;
      memory.written[place] = hashOf(Buffer.from(text));
      return true;
    },
  };
}

/** A new name, unless somebody has taken it in the meantime. */
async function take(aside: string, file: string): Promise<boolean> {
  try {
    await link(aside, file);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(aside);
  }
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
