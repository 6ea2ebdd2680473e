import { statfs } from 'node:fs/promises';
import path from 'node:path';

/** With less than this free, work that needs room soon fails. */
export const LITTLE_SPACE = 1_073_741_824;
/** With less than this free, nothing can be kept safely any more. */
export const NO_SPACE = 67_108_864;

/** Bytes that are free to this user where the folder lies, or would lie. Rejects where the disk does not say. */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const parent = path.dirname(folder);
    if (parent === folder || !(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return freeBytes(parent);
  }
}

export const gibibytes = (bytes: number): string => `${(bytes / 1_073_741_824).toFixed(1)} GiB`;
