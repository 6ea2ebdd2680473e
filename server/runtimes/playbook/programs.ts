import { type ChildProcess, spawn } from 'node:child_process';
import { createByteTail } from '../../platform/processes/byte-tail.ts';
import { StepError } from './edits.ts';

/** What a program printed last is shown in its tool call. */
const TAIL_BYTES = 4 * 1024;
/** A child of the program may hold its output open after it ended. */
const DRAIN_MS = 200;

/** What the agent was told, for programs of `run`; cut, because no platform takes an environment of any size. */
const PROMPT = 'CLUTCH_PROMPT';
const MAX_PROMPT = 30_000;

const running = new Set<ChildProcess>();

/** Programs of `run` do not outlive the agent, however it ends; those of `spawn` do, that is what they are for. */
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Runs a program to its end. The signal kills it. */
export async function runProgram(
  command: readonly string[],
  cwd: string,
  signal: AbortSignal,
  prompt: string,
): Promise<{ readonly exitCode: number; readonly tail: string }> {
  const child = start(command, cwd, ['ignore', 'pipe', 'pipe'], { [PROMPT]: prompt.slice(0, MAX_PROMPT) });
  const tail = createByteTail(TAIL_BYTES);
  const kill = () => child.kill('SIGKILL');
  running.add(child);
  signal.addEventListener('abort', kill, { once: true });
  child.stdout?.on('data', (bytes: Buffer) => tail.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => tail.push(bytes));
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', (error) => reject(notStarted(command, error)));
      child.once('close', () => resolve(exitCodeOf(child)));
      child.once('exit', () => setTimeout(() => resolve(exitCodeOf(child)), DRAIN_MS));
    });
    return { exitCode, tail: tail.text() };
  } finally {
    running.delete(child);
    signal.removeEventListener('abort', kill);
  }
}

/** Starts a program and leaves it running in our group. */
export async function leaveRunning(command: readonly string[] | undefined, cwd: string): Promise<number> {
  const child = start(command ?? [process.execPath, '-e', 'setTimeout(() => {}, 3_600_000)'], cwd, 'ignore');
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(notStarted(command ?? [], error)));
  });
  child.unref();
  return child.pid ?? 0;
}

function start(
  command: readonly string[],
  cwd: string,
  stdio: 'ignore' | ['ignore', 'pipe', 'pipe'],
  more: NodeJS.ProcessEnv = {},
): ChildProcess {
  const [program = '', ...args] = command;
  // Our own program may be Electron, which is a Node only with this variable; any other program must not see it.
  const electron = program === process.execPath ? { ELECTRON_RUN_AS_NODE: '1' } : {};
  const env = { ...process.env, ...more, ...electron };
  try {
    return spawn(program, args, { cwd, env, stdio, windowsHide: true });
  } catch (error) {
    throw notStarted(command, error);
  }
}

/** As a shell counts: 128 and the number of the signal stand for a program that was killed; here always 137. */
function exitCodeOf(child: ChildProcess): number {
  return child.exitCode ?? 137;
}

function notStarted(command: readonly string[], error: unknown): StepError {
  const why = error instanceof Error ? error.message : String(error);
  return new StepError(`the program ${command[0] ?? ''} could not be started: ${why}`, { cause: error });
}
