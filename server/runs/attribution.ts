import type { Ownership } from '#schemas/journal/effects.ts';
import type { FileChange, OutsideChange } from '#schemas/run/phase.ts';
import { patternCovers } from '../language/glob-overlap.ts';

/** A plan is changed by people and by CLUTCH; a workstream that names such a file as its own may change it, too. */
const PLAN = ['PRDs', 'PRPs', 'PRD.md', 'WORKFLOW.md', 'AWAY_DEVELOPMENT_PLAN.md', '.clutch'];
/** With more than these a folder stands for all that is in it, so that one decision is enough for ten thousand files. */
const MAX_OUTSIDE = 100;

/** The changes that an agent was not entitled to make, each with its owner. */
export function outsideOf(changes: readonly Pick<FileChange, 'path'>[], ownership: Ownership): OutsideChange[] {
  const owned = ownerFor(ownership);
  const outside = changes.flatMap(({ path }) => {
    const owner = owned(path);
    return owner === null ? [] : [{ path, owner }];
  });
  if (outside.length <= MAX_OUTSIDE) return outside;
  const own = changes.flatMap(({ path }) => (owned(path) === null ? [path] : []));
  return inFolders(outside, own).slice(0, MAX_OUTSIDE);
}

/** Whose a path is; null where it is the agent's own. */
function ownerFor({ files, granted, taken, others }: Ownership): (path: string) => string | null {
  return (path) => {
    const covers = (pattern: string): boolean => patternCovers(pattern, path);
    const names = (one: string): boolean => one === path || (one.endsWith('/') && path.startsWith(one));
    if (granted.some(names) || (files.some(covers) && !taken.some(names))) return null;
    const other = others.find((one) => one.files.some(covers));
    if (other) return other.executor;
    if (PLAN.some(covers)) return 'the plan';
    return files.length > 0 ? 'nobody' : null;
  };
}

/** A folder of the top in which everything that changed has one owner, and nothing is the agent's own, is one change. */
function inFolders(outside: readonly OutsideChange[], own: readonly string[]): OutsideChange[] {
  const folderOf = (path: string): string => path.slice(0, path.indexOf('/') + 1);
  const owners = new Map<string, Set<string>>();
  for (const { path, owner } of outside) {
    owners.set(folderOf(path), (owners.get(folderOf(path)) ?? new Set<string>()).add(owner));
  }
  for (const path of own) owners.delete(folderOf(path));
  const merged = outside.map(({ path, owner }) => {
    const folder = folderOf(path);
    return folder !== '' && owners.get(folder)?.size === 1 ? { path: folder, owner } : { path, owner };
  });
  return [...new Map(merged.map((one) => [one.path, one])).values()];
}

/** The workstreams whose files a text names, such as the output of a command. */
export function ownersIn(text: string, owners: readonly { workstream: string; files: readonly string[] }[]): string[] {
  const paths = [...new Set(text.match(/[\w@.-]+(?:\/[\w@.-]+)+|[\w@-]+\.\w{1,8}\b/g) ?? [])].slice(0, 500);
  return owners
    .filter(({ files }) => paths.some((path) => files.some((pattern) => patternCovers(pattern, path))))
    .map(({ workstream }) => workstream);
}

/** The one workstream that owns all of these files; null where there is none. */
export function ownerOf(
  files: readonly string[],
  owners: readonly { workstream: string; files: readonly string[] }[],
): string | null {
  const found = new Set(
    files.map(
      (path) => owners.find((one) => one.files.some((pattern) => patternCovers(pattern, path)))?.workstream ?? null,
    ),
  );
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}
