/**
 * Owns: child processes of the scripts. Every child leads its own process group, so that stopping it stops its
 * grandchildren too, and no group outlives the script, however the script ends.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';

const liveGroups = new Set<number>();
let handlingSignals = false;

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly stdio?: StdioOptions;
}

export interface RunOptions extends Omit<StartOptions, 'stdio'> {
  /** Milliseconds after which the whole process group is killed. */
  readonly timeoutMs: number;
}

export interface Finished {
  /** The exit code; null when a signal ended the process. */
  readonly code: number | null;
  readonly timedOut: boolean;
  /** Standard output alone, for programs that answer in JSON. */
  readonly stdout: string;
  /** Both streams in the order they arrived. */
  readonly output: string;
  readonly milliseconds: number;
}

/** Starts a program as the leader of its own process group, without a shell. */
export function startGroup(command: string, args: readonly string[], options: StartOptions = {}): ChildProcess {
  exitOnSignals();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
    // Windows has no process groups; `detached` would only open a console window there.
    detached: process.platform !== 'win32',
  });
  const { pid } = child;
  if (pid !== undefined) {
    liveGroups.add(pid);
    child.once('exit', () => liveGroups.delete(pid));
  }
  return child;
}

/** Ends the group: asks first, and kills what is still there after `graceMs`. Resolves when the leader is gone. */
export async function stopGroup(child: ChildProcess, graceMs = 3000): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    signalGroup(pid, 'SIGTERM');
    const deadline = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
    await gone;
    clearTimeout(deadline);
  }
  // The leader may have left children behind in its group.
  signalGroup(pid, 'SIGKILL');
}

/** Runs a program to its end and keeps what it printed. Rejects only when the program cannot be started. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const startedAt = performance.now();
  const child = startGroup(command, args, options);
  const stdout: string[] = [];
  const output: string[] = [];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout.push(text);
    output.push(text);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  }, options.timeoutMs);
  try {
    const code = await ended(child);
    const milliseconds = performance.now() - startedAt;
    return { code, timedOut, stdout: stdout.join(''), output: output.join(''), milliseconds };
  } catch (cause) {
    throw new Error(`Could not start ${command}: ${messageOf(cause)}. Is it installed and in PATH?`, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** Like {@link run}, but a program that fails is an error that says what ran, where, and what it printed last. */
export async function runOrThrow(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const finished = await run(command, args, options);
  if (finished.code === 0) return finished;
  const how = finished.timedOut
    ? `did not end within ${Math.round(options.timeoutMs / 1000)} s`
    : `ended with code ${finished.code}`;
  throw new Error(`${command} ${args.join(' ')} (in ${options.cwd ?? '.'}) ${how}:\n${tail(finished.output, 30)}`);
}

/** The program and leading arguments that run npm: npm's own script when npm started us, so that no shell is needed. */
export function npmCommand(): readonly [string, ...string[]] {
  const script = process.env['npm_execpath'];
  if (script !== undefined && /npm-cli\.c?js$/u.test(script)) return [process.execPath, script];
  const besideNode = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return existsSync(besideNode) ? [process.execPath, besideNode] : ['npm'];
}

export function commandExists(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

export const tail = (text: string, lines: number): string => text.trimEnd().split('\n').slice(-lines).join('\n');

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
}

/** Turns the signals that end a script into `process.exit`, so that its 'exit' listeners can clean up. */
export function exitOnSignals(): void {
  if (handlingSignals) return;
  handlingSignals = true;
  process.on('exit', () => {
    for (const pid of liveGroups) signalGroup(pid, 'SIGKILL');
  });
  // Without a listener these signals would skip the 'exit' event and leave the groups running.
  const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
  for (const [signal, code] of Object.entries(exitCodes)) process.on(signal, () => process.exit(code));
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    // ESRCH: everybody in the group has already left, which is what was asked for. EPERM: macOS says so for zombies.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
