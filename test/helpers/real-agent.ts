import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { inRepository } from '../../scripts/lib/repository.ts';

export interface RealAgent {
  readonly program: string;
  /** For a test's options: false, or why the program cannot be tried here. */
  readonly skip: false | string;
}

/**
 * A real agent's program, installed by npm in `.tools/agents/<name>`; `CLUTCH_AGENTS` names another folder for all of
 * them.
 */
export function realAgent(name: string, bin = name): RealAgent {
  const folder = process.env['CLUTCH_AGENTS'] ?? inRepository('.tools/agents');
  const program = resolve(join(folder, name, 'node_modules', '.bin', bin));
  return { program, skip: existsSync(program) ? false : `${program} is not installed` };
}

/** The environment for it, with a home of its own and no account. */
export function strangersEnvironment(home: string, more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const path = [join(process.execPath, '..'), process.env['PATH'] ?? ''].join(delimiter);
  return { PATH: path, HOME: home, TMPDIR: process.env['TMPDIR'], LANG: 'C.UTF-8', ...more };
}
