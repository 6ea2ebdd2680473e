import type { Scheduler } from '../../platform/scheduler.ts';
import { ShareError, type ShareFiles } from '../../transports/file/share-files.ts';

const MAX_BYTES = 64 * 1_048_576;
const TRIES = 20;
const PAUSE_MS = 1_000;

/** What a program that synchronises has put beside our files is its own, and it takes it away itself. */
const OURS = /^(?:[a-z0-9-][a-z0-9.-]*|FORMAT\.json)$/;

/** Removes a folder of the share with all that lies in it, and says how many bytes and files that were. */
export async function removeTree(
  files: ShareFiles,
  folder: string,
): Promise<{ readonly bytes: number; readonly files: number }> {
  const left = { bytes: 0, files: 0 };
  const remove = async (path: string): Promise<void> => {
    const names = await namesIn(files, path);
    if (names === 'a file') {
      left.bytes += (await files.read(path, MAX_BYTES))?.length ?? 0;
      left.files += 1;
      return files.remove([path]);
    }
    for (const name of names ?? []) if (OURS.test(name)) await remove(`${path}/${name}`);
    await files.removeFolder(path);
  };
  await remove(folder);
  return left;
}

/** The same for a folder in which others may still put something, such as a program that synchronises. */
export async function removeForGood(files: ShareFiles, folder: string, scheduler: Scheduler): Promise<void> {
  for (let tries = 0; tries < TRIES && (await namesIn(files, folder)) !== null; tries += 1) {
    if (tries > 0) await scheduler.sleep(PAUSE_MS);
    await removeTree(files, folder);
  }
}

async function namesIn(files: ShareFiles, path: string): Promise<readonly string[] | 'a file' | null> {
  try {
    return await files.list(path);
  } catch (error) {
    if (error instanceof ShareError && error.code === 'not-a-file') return 'a file';
    throw error;
  }
}
