import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { RunSelector } from '#schemas/protocol/runs.ts';
import { findProjectRoot } from '../plans/project.ts';

/** The run or the project that an optional argument names; without one, the project that the person stands in. */
export function selectorOf(argument: string | undefined, cwd: string): RunSelector {
  if (argument === undefined) return { run: null, project: findProjectRoot(realpathSync(cwd)) };
  const folder = path.resolve(cwd, argument);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    return { run: null, project: findProjectRoot(realpathSync(folder)) ?? realpathSync(folder) };
  }
  return { run: argument, project: null };
}
