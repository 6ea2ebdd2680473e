import type { Arg, Dirs } from './deed.ts';
import { NOWHERE } from './deed.ts';
import { normalised } from './paths.ts';

const MAX_DIRS = 8;

/** All folders of both. */
export function merged(a: Dirs, b: Dirs): Dirs {
  if (a === b) return a;
  const all = [...new Set([...a, ...b])];
  return all.length > MAX_DIRS ? NOWHERE : all;
}

export function same(a: Dirs, b: Dirs): boolean {
  return a === b || (a.length === b.length && a.every((dir) => b.includes(dir)));
}

/** Where `cd` leads to from each of the folders: the shell goes by the names, not by where links point. */
export function changed(dirs: Dirs, target: Arg | undefined): Dirs {
  if (target === undefined) return ['~'];
  if (!target.known || target.glob || target.text.startsWith('-') || /^~[+-]/.test(target.text)) return NOWHERE;
  return dirs.map((dir) => within(dir, target.text));
}

function within(dir: string | null, text: string): string | null {
  if (text.startsWith('/') || text.startsWith('~')) return normalised(text);
  return dir === null ? null : normalised(`${dir}/${text}`);
}
