import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The checkout these scripts belong to, as an absolute path without a trailing separator. */
export const repositoryRoot = resolve(import.meta.dirname, '..', '..');

/** Where tools too big for node_modules live (git-ignored): today code-server. */
export const toolsFolder = join(repositoryRoot, '.tools');

export const inRepository = (...parts: readonly string[]): string => join(repositoryRoot, ...parts);

export const existsInRepository = (...parts: readonly string[]): boolean => existsSync(inRepository(...parts));

/** Names of the folders directly inside `folder`, sorted; an absent folder has none. */
export function subfolders(...folder: readonly string[]): readonly string[] {
  const path = inRepository(...folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
