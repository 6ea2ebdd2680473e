import { isPlainPattern, patternsOverlap, plainPath } from './glob-overlap.ts';

/** Ownership patterns in the order in which they were added, and what each was added with. */
export interface PatternIndex<Value> {
  add(pattern: string, value: Value): void;
  /** The value of the first pattern that overlaps this one. */
  firstOverlap(pattern: string): Value | undefined;
}

interface Entry<Value> {
  readonly order: number;
  readonly pattern: string;
  readonly value: Value;
}

/**
 * Comparing every pair of patterns costs seconds in a plan with hundreds of files. Most are plain paths, and those are
 * found by their name and the names of the folders above them; only globs are compared one by one.
 */
export function createPatternIndex<Value>(): PatternIndex<Value> {
  const all: Entry<Value>[] = [];
  const globs: Entry<Value>[] = [];
  /** The first entry with exactly this path. */
  const at = new Map<string, Entry<Value>>();
  /** The first entry with this path or one below it. */
  const atOrBelow = new Map<string, Entry<Value>>();
  return {
    add(pattern, value) {
      const entry = { order: all.length, pattern, value };
      all.push(entry);
      if (!isPlainPattern(pattern)) {
        globs.push(entry);
        return;
      }
      const path = plainPath(pattern);
      setFirst(at, path, entry);
      for (const name of [path, ...foldersAbove(path)]) setFirst(atOrBelow, name, entry);
    },
    firstOverlap(pattern) {
      const overlaps = (entry: Entry<Value>): boolean => patternsOverlap(entry.pattern, pattern);
      if (!isPlainPattern(pattern)) return all.find(overlaps)?.value;
      const path = plainPath(pattern);
      const found = [globs.find(overlaps), atOrBelow.get(path), ...foldersAbove(path).map((folder) => at.get(folder))];
      return found.reduce((first, entry) => earlier(first, entry))?.value;
    },
  };
}

function setFirst<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (!map.has(key)) map.set(key, value);
}

function earlier<Value>(a: Entry<Value> | undefined, b: Entry<Value> | undefined): Entry<Value> | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.order < b.order ? a : b;
}

/** `src`, and the project's own folder ``, for `src/api`. */
function foldersAbove(path: string): readonly string[] {
  if (path === '') return [];
  const segments = path.split('/');
  return segments.map((_, depth) => segments.slice(0, depth).join('/'));
}
