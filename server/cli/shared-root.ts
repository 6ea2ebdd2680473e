import { readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { findProjectRoot } from '../plans/project.ts';
import { CliError } from './cli-error.ts';

/** The project that a command about other machines is for: around the folder, which has to be one. */
export function sharedRoot(cwd: string, folder = '.'): string {
  const asked = path.resolve(cwd, folder);
  const root = findProjectRoot(realpathSync(asked));
  if (root !== null) return root;
  throw new CliError(`${asked} is no project: neither .git nor plans stand at or above it. Go to its folder.`);
}

/** The same for a machine that joins: an empty folder is one too, because main's code makes a repository of it. */
export function joiningRoot(cwd: string, folder = '.'): string {
  const asked = realpathSync(path.resolve(cwd, folder));
  const isEmpty = findProjectRoot(asked) === null && readdirSync(asked).length === 0;
  return isEmpty ? asked : sharedRoot(cwd, folder);
}

/** Where a project is shared, from the folder or the address that was given. */
export function placeOf(
  cwd: string,
  folder: string | undefined,
  nats: string | undefined,
): { folder: string } | { nats: string } {
  if (nats !== undefined && folder === undefined) return { nats };
  if (folder !== undefined && nats === undefined) return { folder: path.resolve(cwd, folder) };
  throw new CliError('needs a folder that all machines see, or --nats URL, and not both; see `clutch --help`.');
}
