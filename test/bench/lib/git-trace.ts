import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { Span } from './run-journal.ts';

/** A git process that something else than git started. */
export interface TracedGit extends Span {
  readonly arguments: readonly string[];
}

const TraceLine = z.object({
  event: z.string(),
  sid: z.string(),
  time: z.string().optional(),
  argv: z.array(z.string()).optional(),
});

/**
 * Makes every git process leave a record in `folder`, by a global git configuration: the engine gives git nothing else
 * of the environment. Returns what is to be added to the environment.
 */
export function traceGit(folder: string): NodeJS.ProcessEnv {
  mkdirSync(folder, { recursive: true });
  const config = path.join(folder, '.gitconfig');
  writeFileSync(config, `[trace2]\n\teventTarget = ${JSON.stringify(folder)}\n`);
  return { GIT_CONFIG_GLOBAL: config };
}

/** In the order in which they started. */
export function readGitTrace(folder: string): TracedGit[] {
  return readdirSync(folder)
    .filter((name) => name !== '.gitconfig')
    .flatMap((name) => readProcess(path.join(folder, name)))
    .sort((a, b) => a.from - b.from);
}

function readProcess(file: string): TracedGit[] {
  const text = readFileSync(file, 'utf8').trimEnd();
  const lines = text.split('\n').map((line) => TraceLine.parse(JSON.parse(line)));
  const start = lines.find(({ event }) => event === 'start');
  const end = lines.findLast(({ event }) => event === 'atexit' || event === 'exit');
  // A session id with a slash is one of a git that was started by a git.
  if (start?.time === undefined || end?.time === undefined || start.sid.includes('/')) return [];
  return [{ from: Date.parse(start.time), to: Date.parse(end.time), arguments: start.argv?.slice(1) ?? [] }];
}
