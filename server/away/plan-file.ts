import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { readSmallFile } from '../platform/read-small-file.ts';
import { findProjectRoot } from '../plans/project.ts';
import { PLAN_FILE } from './policy/compile.ts';

/** The plan of a project as it is on disk. */
export interface PlanFile {
  /** Absolute path; null where there is none. */
  readonly path: string | null;
  readonly text: string;
  /** Null where there is none. */
  readonly hash: string | null;
}

export function readPlanFile(root: string): PlanFile {
  const file = path.join(root, PLAN_FILE);
  if (!existsSync(file)) return { path: null, text: '', hash: null };
  const text = readSmallFile(file);
  return { path: file, text, hash: hashOf(text) };
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Root of the project that a folder is in, as runs know it; the folder itself where it is in none. */
export function rootOf(folder: string): string {
  const real = existsSync(folder) ? realpathSync(folder) : folder;
  return findProjectRoot(real) ?? real;
}
