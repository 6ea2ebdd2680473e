import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { statSync } from 'node:fs';
import type { ProcessIdentity } from '../../engine/ports.ts';
import { GROUP_MARK, ownPrefix, randomMark } from './group-mark.ts';
import { type KillResult, terminateGroup } from './kill-group.ts';
import { readStat, startTimeOf } from './start-time.ts';

export interface GroupSpec {
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute path. */
  readonly cwd: string;
  /** The whole environment; see `agentEnvironment` and `commandEnvironment`. */
  readonly env: NodeJS.ProcessEnv;
  readonly stdio: StdioOptions;
  /** A daemon that it leaves in a session of its own (a build server, say) is left alone. */
  readonly keepsDaemons?: boolean;
  /** Windows only: the arguments are one command line already and get no quotes. */
  readonly verbatimArguments?: boolean;
}

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child that leads its own process group, so that it and all that it started can be ended as one. */
export interface ProcessGroup {
  readonly child: ChildProcess;
  readonly identity: ProcessIdentity;
  /** Resolves when the leader ended; its pipes may still be held open by its children. */
  readonly exited: Promise<ExitStatus>;
  /**
   * Ends all that is left of the group: SIGTERM, after `graceMs` SIGKILL. Call it after the leader ended, too: that is
   * when orphans are left. A process that made a session of its own is found by its environment (Linux alone); one that
   * cleared that as well is out of reach.
   */
  kill(graceMs: number): Promise<KillResult>;
}

export type ProcessErrorCode = 'missing-cwd' | 'not-found' | 'not-startable';

/** A program could not be started; `message` is a sentence for a person. */
export class ProcessError extends Error {
  override readonly name = 'ProcessError';
  readonly code: ProcessErrorCode;

  constructor(code: ProcessErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Starts a program in its own group. Rejects with a `ProcessError`. */
export async function spawnGroup(spec: GroupSpec): Promise<ProcessGroup> {
  requireFolder(spec.cwd);
  // The guard ends what carries our prefix as soon as we are gone, and daemons are left alone.
  const mark = `${spec.keepsDaemons === true ? '' : ownPrefix()}${randomMark()}`;
  const child = start(spec, mark);
  const exited = new Promise<ExitStatus>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  // A program that ends without reading what it is sent makes the pipe fail; its exit is what tells that story.
  child.stdin?.on('error', () => undefined);
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(startError(spec, error)));
  });
  const { pid } = child;
  // Read before anything else can run: on Linux even a program that ends at once is still there to be looked at.
  const early = pid !== undefined && process.platform === 'linux' ? readStat(pid)?.startedAt : undefined;
  await started;
  if (pid === undefined) throw new ProcessError('not-startable', `${spec.program} started without a process id.`);
  const startedAt = early ?? (await startTimeOf(pid)) ?? 'unknown';
  const identity = { pid, startedAt, ...(spec.keepsDaemons === true ? {} : { mark }) };
  let killed: Promise<KillResult> | null = null;
  return {
    child,
    identity,
    exited,
    kill: (graceMs) => (killed ??= terminateGroup(identity, graceMs)),
  };
}

function start(spec: GroupSpec, mark: string): ChildProcess {
  try {
    return spawn(spec.program, [...spec.args], {
      cwd: spec.cwd,
      env: { ...spec.env, [GROUP_MARK]: mark },
      stdio: spec.stdio,
      // On Windows `detached` would open a console window, and groups do not exist there anyway.
      detached: process.platform !== 'win32',
      windowsHide: true,
      windowsVerbatimArguments: spec.verbatimArguments ?? false,
    });
  } catch (error) {
    throw startError(spec, error);
  }
}

/** Node reports a missing working directory as if the program were missing; the two need different remedies. */
function requireFolder(cwd: string): void {
  const stats = statSync(cwd, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return;
  const what = stats === undefined ? 'does not exist' : 'is not a folder';
  throw new ProcessError(
    'missing-cwd',
    `The working directory ${cwd} ${what}; restore it or run again from its parent.`,
  );
}

function startError(spec: GroupSpec, error: unknown): ProcessError {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') {
    const message = `The program ${spec.program} was not found; install it or correct its path (working directory ${spec.cwd}).`;
    return new ProcessError('not-found', message, { cause: error });
  }
  const why = error instanceof Error ? error.message : String(error);
  return new ProcessError('not-startable', `The program ${spec.program} could not be started: ${why}`, {
    cause: error,
  });
}
