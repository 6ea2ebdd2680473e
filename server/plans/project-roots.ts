import { existsSync } from 'node:fs';
import path from 'node:path';

/** What lies in the root of a project; the nearest folder with one of them is it. */
export const ROOT_MARKS = ['.clutch', 'PRDs', 'PRPs', '.git'];

/** Finds roots of projects, asking the disk once for each folder until `forget`. */
export interface ProjectRoots {
  /** The nearest folder at or above this one that holds `PRDs/`, `PRPs/`, `.clutch/` or `.git`; null when none does. */
  of(folder: string): string | null;
  /** To be called when one of the marks has appeared or vanished. */
  forget(): void;
}

export function createProjectRoots(): ProjectRoots {
  const known = new Map<string, string | null>();
  const of = (folder: string): string | null => {
    const answer = known.get(folder);
    if (answer !== undefined) return answer;
    const parent = path.dirname(folder);
    const found = hasMark(folder) ? folder : parent === folder ? null : of(parent);
    known.set(folder, found);
    return found;
  };
  return { of, forget: () => known.clear() };
}

function hasMark(folder: string): boolean {
  return ROOT_MARKS.some((mark) => existsSync(path.join(folder, mark)));
}
