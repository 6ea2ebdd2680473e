import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecordFile } from '../plans/is-plan-file.ts';

/** Folders that hold no plans of the project, only what tools or other projects put there. */
const SKIPPED = new Set([
  'node_modules',
  'bower_components',
  'vendor',
  'dist',
  'out',
  'build',
  'target',
  'coverage',
  'venv',
  '__pycache__',
  'site-packages',
]);

/** Dotted folders are skipped too, except those in which people keep plans. */
const DOTTED = new Set(['.claude', '.github', '.clutch']);

const MAX_FILES = 50_000;
const MAX_DEPTH = 40;

export interface FoundFiles {
  readonly files: readonly string[];
  /** Sentences about folders that could not be read. */
  readonly problems: readonly string[];
}

/** A file is itself; a folder is every `.md` and every record of a shared folder below it, sorted. Links in a folder are not followed, so it ends. */
export async function markdownFiles(path: string, shownAs: string): Promise<FoundFiles> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) return { files: [path], problems: [] };
  const files: string[] = [];
  const problems: string[] = [];
  const visit = async (folder: string, shown: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      problems.push(`The folder ${shown} cannot be listed: ${reason}. Change its permissions, or leave it out.`);
      return [];
    });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (files.length >= MAX_FILES) return;
      const child = join(folder, entry.name);
      if (entry.isFile() && (/\.(?:md|markdown)$/i.test(entry.name) || isRecordFile(child))) files.push(child);
      else if (entry.isDirectory() && depth < MAX_DEPTH && !isSkipped(entry.name)) {
        await visit(child, `${shown}/${entry.name}`, depth + 1);
      }
    }
  };
  await visit(path, shownAs.replace(/\/$/, ''), 0);
  if (files.length >= MAX_FILES) {
    problems.push(
      `${shownAs} holds more than ${MAX_FILES} documents; the rest was not checked. Name a smaller folder.`,
    );
  }
  return { files, problems };
}

function isSkipped(name: string): boolean {
  return SKIPPED.has(name.toLowerCase()) || (name.startsWith('.') && !DOTTED.has(name));
}
