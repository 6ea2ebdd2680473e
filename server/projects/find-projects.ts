import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { findPrds, findProjectRoot, isClutchProject } from '../plans/project.ts';

/** How far below a folder a project of a monorepo may lie: `packages/shop`. */
const MAX_DEPTH = 2;
const MAX_FOLDERS = 400;
/** Folders of tools, which hold copies of other people's projects. */
const NEVER = new Set(['node_modules', 'vendor', 'target', 'dist', 'build', 'out', 'venv', 'bower_components']);

/**
 * Roots of the projects with a plan that these folders stand in or hold, each once, links resolved. A folder that is
 * not there has none.
 */
export function findProjects(folders: readonly string[]): string[] {
  const around = folders.filter(isFolder).map((folder) => {
    const real = realpathSync(folder);
    return findProjectRoot(real) ?? real;
  });
  const roots = [...around.filter(holdsPlan), ...folders.filter(isFolder).flatMap((folder) => projectsBelow(folder))];
  return [...new Set(roots)];
}

/** Roots of projects in the folders below this one, nearest first; not of the folder itself. */
export function projectsBelow(folder: string): string[] {
  const found: string[] = [];
  let level = [realpathSync(folder)];
  let looked = 0;
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const room = Math.max(0, MAX_FOLDERS - looked);
    looked += level.length;
    level = level.slice(0, room).flatMap(subfolders);
    found.push(...level.filter((one) => isMarked(one) && holdsPlan(one)));
  }
  return found;
}

const isMarked = (folder: string): boolean =>
  ['.clutch', 'PRDs', 'PRD.md', 'prd.md'].some((mark) => existsSync(path.join(folder, mark)));

const holdsPlan = (root: string): boolean => isClutchProject(root) || findPrds(root).length > 0;

/** Links are not followed, so no folder is met twice. */
function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !NEVER.has(entry.name))
      .map(({ name }) => path.join(folder, name))
      .sort();
  } catch {
    // Not ours to read: a project in it could not be used either.
    return [];
  }
}

const isFolder = (folder: string): boolean => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
