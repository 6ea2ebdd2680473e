import { statSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { BriefCommand, BriefProcesses } from '../platform/processes/brief-processes.ts';
import { ProcessError, type ProcessGroup } from '../platform/processes/spawn-group.ts';
import type { FoundAgent } from './find-agent.ts';

/** The version of an agent that was found; null where it does not tell. */
export type VersionReader = (agent: FoundAgent) => Promise<string | null>;

const TIMEOUT_MS = 10_000;
/** A version is the first thing that is said; whoever goes on has not understood the question. */
const MOST_CHARACTERS = 16_384;

/** Asks a program once, and again when its file has changed. */
export function createVersionReader(processes: BriefProcesses, timeoutMs = TIMEOUT_MS): VersionReader {
  const known = new Map<string, string>();
  return async ({ program, version, versionArgs, env }) => {
    if (version !== null || program === null || versionArgs === null) return version;
    const key = JSON.stringify([program, versionArgs, statSync(program, { throwIfNoEntry: false })?.mtimeMs]);
    const told = known.get(key) ?? (await ask(processes, { program, args: versionArgs, env }, timeoutMs));
    if (told !== null) known.set(key, told);
    return told;
  };
}

async function ask(processes: BriefProcesses, command: BriefCommand, timeoutMs: number): Promise<string | null> {
  try {
    const said = await processes.run(command, timeoutMs, listen);
    return said === null ? null : versionIn(said);
  } catch (error) {
    // It is there and cannot be started: whoever starts it for good will say why.
    if (error instanceof ProcessError) return null;
    throw error;
  }
}

/** All that it says before it ends well; null for anything else. */
async function listen({ child, exited }: ProcessGroup): Promise<string | null> {
  child.stdin?.end();
  child.stderr?.resume();
  let said = '';
  const tooMuch = Promise.withResolvers<null>();
  const closed = new Promise<void>((resolve) => child.stdout?.once('close', () => resolve()));
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.length > MOST_CHARACTERS) tooMuch.resolve(null);
  });
  return Promise.race([
    tooMuch.promise,
    Promise.all([exited, closed]).then(([{ code }]) => (code === 0 ? said : null)),
  ]);
}

/** `2.1.330` in `2.1.330 (Claude Code)`; of what surrounds it nothing is kept. */
function versionIn(said: string): string | null {
  const text = stripVTControlCharacters(said);
  return /(?<![\w.])v?(\d{1,5}(?:\.\d{1,5}){1,3}(?:-[\w.]{1,20})?)(?![\w.])/.exec(text)?.[1] ?? null;
}
