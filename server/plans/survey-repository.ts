import { closeSync, lstatSync, openSync, readSync, readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import path from 'node:path';
import { READ_FILES, readManifests } from '../language/discovery/read-manifests.ts';
import type { RepositoryFacts } from '../language/discovery/repository-facts.ts';
import { createGit } from '../platform/git.ts';

/** How much of one file is read, and how many names of a folder, and of all folders, are looked at. */
const MAX_READ = 65_536;
const MAX_ROOT_NAMES = 2000;
const MAX_WALKED = 5000;
const MAX_DEPTH = 6;

/**
 * What a repository shows at its root, in a few small reads. **Invariant:** nothing is executed but `git ls-files`, no link
 * is followed, and a folder that cannot be read shows nothing.
 */
export async function surveyRepository(root: string): Promise<RepositoryFacts> {
  const names = listFolder(root)
    .filter((entry) => entry.isFile())
    .slice(0, MAX_ROOT_NAMES)
    .map(({ name }) => name);
  const read: ReadonlySet<string> = new Set(READ_FILES);
  const files = new Map(names.map((name) => [name, read.has(name) ? headOf(path.join(root, name)) : '']));
  const tracked = await trackedFiles(root);
  const all = tracked === null || tracked.length === 0 ? walk(root) : tracked;
  return {
    folder: path.basename(root),
    ...readManifests(files),
    files: all.length,
    sources: all.filter((name) => SOURCE.test(name)).length,
    countedBy: all === tracked ? 'git' : 'walk',
    git: tracked !== null,
  };
}

const SOURCE =
  /\.(?:[cm]?[jt]sx?|py|rs|go|java|kt|swift|rb|php|c|cc|cpp|cxx|h|hpp|cs|scala|ex|exs|hs|jl|m|lua|dart|zig|vue|svelte|r|sh)$/i;

/** Null where there is no git, or where git cannot say. */
async function trackedFiles(root: string): Promise<readonly string[] | null> {
  try {
    const listed = await createGit(root, { offline: true, signal: AbortSignal.timeout(4000) }).ask('ls-files', '-z');
    return listed === null ? null : listed.split('\0').filter((name) => name !== '');
  } catch {
    // Not installed, or too slow: the folder is then counted like any other.
    return null;
  }
}

function walk(root: string): readonly string[] {
  const found: string[] = [];
  const visit = (folder: string, depth: number): void => {
    for (const entry of listFolder(folder)) {
      if (found.length >= MAX_WALKED) return;
      if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue;
      if (entry.isFile()) found.push(entry.name);
      else if (entry.isDirectory() && depth < MAX_DEPTH) visit(path.join(folder, entry.name), depth + 1);
    }
  };
  visit(root, 0);
  return found;
}

const SKIPPED = new Set(['node_modules', 'dist', 'build', 'target', 'out', 'vendor', 'venv', '__pycache__']);

function listFolder(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // Not there, or not ours to read.
    return [];
  }
}

/** The beginning of a plain file; empty for everything else. */
function headOf(file: string): string {
  try {
    if (!lstatSync(file).isFile()) return '';
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(MAX_READ);
      return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, MAX_READ, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // It vanished, or is not ours to read.
    return '';
  }
}
