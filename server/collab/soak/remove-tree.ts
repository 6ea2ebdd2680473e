import { ShareError, type ShareFiles } from '../../transports/file/share-files.ts';

const MAX_BYTES = 64 * 1_048_576;

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
    for (const name of names ?? []) await remove(`${path}/${name}`);
    await files.removeFolder(path);
  };
  await remove(folder);
  return left;
}

async function namesIn(files: ShareFiles, path: string): Promise<readonly string[] | 'a file' | null> {
  try {
    return await files.list(path);
  } catch (error) {
    if (error instanceof ShareError && error.code === 'not-a-file') return 'a file';
    throw error;
  }
}
