import { existsSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { gitFolders } from './git-folders.ts';
import { readSmallFile } from './read-small-file.ts';

/** What git leaves alone below a folder. Paths are absolute. */
export interface IgnoredFiles {
  /** Whether git, or nobody who plans, would look at this path; `isFolder` decides whether `build/` means it. */
  has(file: string, isFolder: boolean): boolean;
  /** Reads `.gitignore` and `.git/info/exclude` anew; to be called when one of them changed. */
  forget(): void;
}

/** Folders that hold no plans whatever git says of them, and that may be enormous. */
const NEVER = new Set(['.git', '.hg', '.svn', '.jj', 'node_modules', 'bower_components', '.venv', '__pycache__']);

/** The rules that hold in one folder; they end where a repository ends. */
interface FolderRules {
  readonly folder: string;
  readonly rules: readonly Ignore[];
  readonly parent: FolderRules | null;
}

/** Nested `.gitignore` files and `.git/info/exclude`, read when first asked for and remembered until `forget`. */
export function createIgnoredFiles(top: string): IgnoredFiles {
  const rules = new Map<string, FolderRules>();
  const folders = new Map<string, boolean>();
  const rulesOf = (folder: string): FolderRules => {
    const known = rules.get(folder);
    if (known) return known;
    const up = path.dirname(folder);
    const isTop = up === folder || existsSync(path.join(folder, '.git'));
    const made = { folder, rules: readRules(folder, isTop), parent: isTop ? null : rulesOf(up) };
    rules.set(folder, made);
    return made;
  };
  const isIgnored = (file: string, isFolder: boolean): boolean => {
    if (NEVER.has(path.basename(file))) return true;
    for (let level: FolderRules | null = rulesOf(path.dirname(file)); level; level = level.parent) {
      const name = path.relative(level.folder, file).split(path.sep).join('/') + (isFolder ? '/' : '');
      for (const one of level.rules) {
        const { ignored, unignored } = one.test(name);
        if (ignored) return true;
        if (unignored) return false;
      }
    }
    return false;
  };
  const isFolderIgnored = (folder: string): boolean => {
    if (folder === top || !isBelow(top, folder)) return false;
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const answer = isFolderIgnored(path.dirname(folder)) || isIgnored(folder, true);
    folders.set(folder, answer);
    return answer;
  };
  return {
    has(file, isFolder) {
      if (!isBelow(top, file)) return false;
      if (isFolder) return isFolderIgnored(file);
      return isFolderIgnored(path.dirname(file)) || isIgnored(file, false);
    },
    forget() {
      rules.clear();
      folders.clear();
    },
  };
}

function isBelow(top: string, file: string): boolean {
  return file.startsWith(top.endsWith(path.sep) ? top : `${top}${path.sep}`);
}

/** The nearest first: a `.gitignore` goes before `info/exclude`. */
function readRules(folder: string, isTop: boolean): readonly Ignore[] {
  const texts = [readSmallFile(path.join(folder, '.gitignore'))];
  if (isTop) texts.push(readSmallFile(path.join(gitFolders(folder).common, 'info', 'exclude')));
  // Only on Linux are names that differ in case different names.
  const ignorecase = process.platform !== 'linux';
  return texts.filter((text) => text !== '').map((text) => ignore({ ignorecase }).add(text));
}
