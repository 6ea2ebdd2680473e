import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { ShareCall, ShareReply } from './share-child-messages.ts';
import { ShareError } from './share-files.ts';

/** A process in a call that cannot be interrupted outlives its SIGKILL; no more than these are ever left behind. */
const MAX_LEFT_BEHIND = 3;

export interface ShareLaneOptions {
  /** Absolute. */
  readonly folder: string;
  /** This machine's scratch folder, relative to `folder`. */
  readonly tmp: string;
  /** A call that takes longer counts as hanging. */
  readonly callMs: number;
}

/** Calls through one process after another. It answers in order, so only the oldest call can be the one that hangs. */
export interface ShareLane {
  call<Value>(operation: ShareCall['operation'], args: readonly unknown[]): Promise<Value>;
  close(): void;
}

interface Waiting {
  readonly id: number;
  readonly what: string;
  resolve(value: unknown): void;
  reject(error: ShareError): void;
}

export function createShareLane({ folder, tmp, callMs }: ShareLaneOptions): ShareLane {
  const processes = createProcesses([folder, tmp], { onReply: settle, onEnd: fail });
  let lastId = 0;
  let isClosed = false;
  let waiting: Waiting[] = [];
  let deadline: NodeJS.Timeout | null = null;

  function settle(reply: ShareReply): void {
    if (waiting[0]?.id !== reply.id) return;
    const oldest = waiting.shift();
    watchOldest();
    if ('code' in reply) oldest?.reject(new ShareError(reply.code, reply.text));
    else oldest?.resolve(reply.value);
  }

  function watchOldest(): void {
    if (deadline !== null) clearTimeout(deadline);
    deadline = null;
    const [oldest] = waiting;
    // This process lives as long as somebody waits for a call, not as long as the share has a process.
    processes.keepAlive(oldest !== undefined);
    if (oldest === undefined) return;
    deadline = setTimeout(() => {
      fail('hangs', `${oldest.what} in ${folder} did not return within ${callMs} ms.`);
    }, callMs);
  }

  /** All who wait are told; the next call starts another process. */
  function fail(code: 'hangs' | 'failed', text: string): void {
    processes.end();
    const told = waiting;
    waiting = [];
    watchOldest();
    for (const { reject } of told) reject(new ShareError(code, text));
  }

  return {
    call<Value>(operation: ShareCall['operation'], args: readonly unknown[]) {
      return new Promise<Value>((resolve, reject) => {
        if (isClosed) return reject(new ShareError('failed', `${folder} was let go.`));
        if (!processes.canCall()) {
          const text = `${MAX_LEFT_BEHIND} calls on ${folder} hang and cannot be ended; none is made until one has ended.`;
          return reject(new ShareError('hangs', text));
        }
        lastId += 1;
        const what = `${operation} of ${typeof args[0] === 'string' ? args[0] : folder}`;
        processes.send({ id: lastId, operation, args });
        waiting.push({ id: lastId, what, resolve: (value) => resolve(value as Value), reject });
        if (waiting.length === 1) watchOldest();
      });
    },
    close() {
      isClosed = true;
      fail('failed', `${folder} was let go.`);
    },
  };
}

interface ProcessEvents {
  onReply(reply: ShareReply): void;
  /** The current one, by itself. */
  onEnd(code: 'failed', text: string): void;
}

function createProcesses(args: readonly string[], { onReply, onEnd }: ProcessEvents) {
  let current: ChildProcess | null = null;
  let running = 0;

  function start(): ChildProcess {
    const child = fork(programFile(), args, { serialization: 'advanced', execArgv: [], stdio: 'ignore' });
    running += 1;
    child.on('message', (message) => {
      if (child === current) onReply(message as ShareReply);
    });
    child.once('error', (error) => ended(child, error.message));
    child.once('exit', (code, signal) => {
      running -= 1;
      ended(child, `it ended with ${signal ?? code}`);
    });
    return child;
  }

  function ended(child: ChildProcess, why: string): void {
    if (child === current) onEnd('failed', `The process for ${args[0] ?? ''} is gone: ${why}.`);
  }

  return {
    canCall: (): boolean => current !== null || running < MAX_LEFT_BEHIND,
    send(call: ShareCall): void {
      current ??= start();
      current.send(call, () => undefined);
    },
    keepAlive(isWaited: boolean): void {
      if (isWaited) current?.ref();
      else current?.unref();
      if (isWaited) current?.channel?.ref();
      else current?.channel?.unref();
    },
    end(): void {
      const old = current;
      current = null;
      old?.kill('SIGKILL');
      old?.unref();
      old?.channel?.unref();
    },
  };
}

/** Beside this file, as a source and as a bundle. */
function programFile(): string {
  const isSource = import.meta.filename.endsWith('.ts');
  return path.join(import.meta.dirname, isSource ? 'share-child.ts' : 'share-child.mjs');
}
