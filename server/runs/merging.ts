import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { GitError, type Git } from '../platform/git.ts';

/** Merges a commit into HEAD. Null when it went by itself, otherwise the files in conflict, with the merge left open. */
export async function mergeInto(git: Git, identity: readonly string[], commit: string): Promise<string[] | null> {
  try {
    await git.run(...identity, 'merge', '--quiet', '--no-edit', '--no-verify', commit);
    return null;
  } catch (error) {
    if (!(error instanceof GitError) || error.code !== 'failed') throw error;
    // With -z names come as they are: git would quote those that are not ASCII.
    const files = (await git.run('diff', '--name-only', '-z', '--diff-filter=U')).split('\0').filter(Boolean);
    if (files.length === 0) throw error;
    return files;
  }
}

/** Files that still hold conflict marks. */
export async function withMarks(folder: string, files: readonly string[]): Promise<string[]> {
  const marked = await Promise.all(
    files.map(async (file) => ((await hasMarks(path.join(folder, file))) ? [file] : [])),
  );
  return marked.flat();
}

async function hasMarks(file: string): Promise<boolean> {
  try {
    const text = await readFile(file, 'utf8');
    return /^<{7} /m.test(text) && /^>{7} /m.test(text);
  } catch {
    // Deleted is one way to resolve a conflict.
    return false;
  }
}
