import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { ProcessIdentity } from '../../engine/ports.ts';
import { createByteTail, endOfText } from './byte-tail.ts';
import { type ExitStatus, type ProcessGroup, spawnGroup } from './spawn-group.ts';
import { shellFor } from './shell.ts';

export interface CommandSpec {
  /** A shell script, as the author of the plan wrote it. */
  readonly script: string;
  /** Absolute path. */
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly outputLimitBytes: number;
  readonly signal: AbortSignal;
  /** The whole environment; see `commandEnvironment`. */
  readonly env: NodeJS.ProcessEnv;
  onStarted(identity: ProcessIdentity): void;
  /** Told of what is printed as it arrives, up to the limit. */
  onOutput?(bytes: Uint8Array): void;
  /** What the end of the output is made of, before it is cut to size: half a secret is not known as one. */
  clean(output: string): string;
}

export type CommandStop = 'timeout' | 'output-limit' | 'not-found' | 'aborted' | 'signal';

export interface CommandResult {
  /** Null when the script did not end by itself. */
  readonly exitCode: number | null;
  /** Why it did not end by itself, or (`not-found`, exit code 127) that a program it names is not installed. */
  readonly stopped: CommandStop | null;
  readonly durationMs: number;
  /** SHA-256, in hex, of the `outputBytes` that were read. */
  readonly outputHash: string;
  readonly outputBytes: number;
  /** The end of the output without terminal escapes, at most 8 KiB. */
  readonly outputTail: string;
}

const TAIL_BYTES = 8 * 1024;
/** From the request to end to SIGKILL. */
const KILL_GRACE_MS = 2_000;
/** What a script printed last may still be in the pipe when it ends; a child it left may hold that pipe for ever. */
const DRAIN_MS = 1_000;

/**
 * Runs a script and measures it. Standard input is empty: a script that asks gets the end of the input, not a
 * hang. When it resolves, no process of the script's group is left. Rejects with a `ProcessError` when the script could
 * not be started at all.
 */
export async function runCommand(spec: CommandSpec): Promise<CommandResult> {
  const startedAt = performance.now();
  const output = createOutput(spec);
  if (spec.signal.aborted) return output.result({ code: null, signal: null }, 'aborted', 0);
  const shell = await shellFor(spec.env);
  const group = await spawnGroup({
    program: shell.program,
    args: shell.args(spec.script),
    cwd: spec.cwd,
    env: spec.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    keepsDaemons: true,
    verbatimArguments: shell.verbatimArguments,
  });
  const supervision = supervise(group, spec, output);
  try {
    spec.onStarted(group.identity);
    const status = await group.exited;
    const durationMs = performance.now() - startedAt;
    await Promise.race([supervision.drained, delay(DRAIN_MS, undefined, { ref: false })]);
    return output.result(status, supervision.stopped(), durationMs);
  } finally {
    await group.kill(KILL_GRACE_MS);
    supervision.release();
    group.child.stdout?.destroy();
    group.child.stderr?.destroy();
  }
}

interface Supervision {
  stopped(): CommandStop | null;
  /** Both outputs are closed: everything that was printed has been read. */
  readonly drained: Promise<unknown>;
  release(): void;
}

/** Ends the group on a timeout, on too much output and when asked to; the first reason is the one that counts. */
function supervise(group: ProcessGroup, spec: CommandSpec, output: Output): Supervision {
  let reason: CommandStop | null = null;
  const stop = (why: CommandStop) => {
    if (reason !== null) return;
    // A script that ended in time has ended, but one that printed too much did so whenever that is noticed.
    if (why !== 'output-limit' && hasEnded(group.child)) return;
    reason = why;
    void group.kill(KILL_GRACE_MS);
  };
  const abort = () => stop('aborted');
  const timer = setTimeout(() => stop('timeout'), spec.timeoutMs);
  spec.signal.addEventListener('abort', abort, { once: true });
  if (spec.signal.aborted) abort();
  const drained = [group.child.stdout, group.child.stderr].map(
    (stream) =>
      new Promise<void>((resolve) => {
        stream?.on('data', (bytes: Buffer) => {
          if (!output.push(bytes)) stop('output-limit');
        });
        stream?.once('close', resolve);
      }),
  );
  return {
    stopped: () => reason,
    drained: Promise.all(drained),
    release() {
      clearTimeout(timer);
      spec.signal.removeEventListener('abort', abort);
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

interface Output {
  /** False once the limit is passed; what comes after it is dropped. */
  push(bytes: Uint8Array): boolean;
  result(status: ExitStatus, stopped: CommandStop | null, durationMs: number): CommandResult;
}

function createOutput({ outputLimitBytes: limit, clean, onOutput }: CommandSpec): Output {
  const hash = createHash('sha256');
  // Escapes are removed afterwards, so more than is shown has to be kept.
  const tail = createByteTail(TAIL_BYTES * 4);
  let total = 0;
  return {
    push(bytes) {
      const accepted = bytes.subarray(0, Math.max(0, limit - total));
      hash.update(accepted);
      tail.push(accepted);
      onOutput?.(accepted);
      total += accepted.length;
      return accepted.length === bytes.length;
    },
    result(status, stopped, durationMs) {
      const outputTail = endOfText(Buffer.from(clean(readable(tail.text()))), TAIL_BYTES);
      return {
        exitCode: stopped === null ? status.code : null,
        stopped: stopped ?? naturalStop(status, outputTail),
        durationMs,
        outputHash: hash.digest('hex'),
        outputBytes: total,
        outputTail,
      };
    },
  };
}

function naturalStop(status: ExitStatus, outputTail: string): CommandStop | null {
  if (status.code === null) return 'signal';
  // 127 alone may be a program's own code; the shell also says what it looked for.
  return status.code === 127 && /not found/i.test(outputTail) ? 'not-found' : null;
}

/** Without colours, cursor movements and the control characters that a view cannot show. */
function readable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[^\P{Cc}\t\n\r]/gu, '');
}
