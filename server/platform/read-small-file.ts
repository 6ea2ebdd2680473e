import { readFileSync, statSync } from 'node:fs';

const MAX_BYTES = 1_048_576;

/** The text of a file of at most 1 MiB, such as a configuration; empty for what is missing, larger or no file. */
export function readSmallFile(file: string): string {
  try {
    const stats = statSync(file);
    return stats.isFile() && stats.size <= MAX_BYTES ? readFileSync(file, 'utf8') : '';
  } catch {
    // Not there, or not ours to read: then it says nothing.
    return '';
  }
}
