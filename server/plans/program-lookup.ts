import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

const REMEMBERED_MS = 60_000;

/**
 * Whether a program can be started by its name from the PATH of this process. Answers are remembered for a minute. Null
 * for names that are no plain name.
 */
export function createProgramLookup(
  environment: NodeJS.ProcessEnv,
  now: () => number = Date.now,
): (name: string) => boolean | null {
  const known = new Map<string, { readonly found: boolean; readonly until: number }>();
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(path.delimiter).filter((one) => one !== '');
  const endings = process.platform === 'win32' ? (environment['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';') : [''];
  return (name) => {
    if (folders.length === 0 || !/^[\w.+-]{1,64}$/.test(name)) return null;
    const answer = known.get(name);
    if (answer && answer.until > now()) return answer.found;
    const found = folders.some((folder) => endings.some((ending) => isProgram(path.join(folder, name + ending))));
    known.set(name, { found, until: now() + REMEMBERED_MS });
    return found;
  };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Not there, or nothing that may be started.
    return false;
  }
}
