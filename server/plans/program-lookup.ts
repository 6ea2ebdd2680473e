import { findProgram } from '../platform/find-program.ts';

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
  const hasPath = (environment['PATH'] ?? environment['Path'] ?? '') !== '';
  return (name) => {
    if (!hasPath || !/^[\w.+-]{1,64}$/.test(name)) return null;
    const answer = known.get(name);
    if (answer && answer.until > now()) return answer.found;
    const found = findProgram(name, { env: environment }) !== null;
    known.set(name, { found, until: now() + REMEMBERED_MS });
    return found;
  };
}
