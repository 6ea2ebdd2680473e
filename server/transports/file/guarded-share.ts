import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { ShareCall, ShareReply } from './share-child-messages.ts';
import { ShareError, type ShareFiles } from './share-files.ts';

/** A process in a call that cannot be interrupted outlives its SIGKILL; no more than these are ever left behind. */
const MAX_LEFT_BEHIND = 3;
/** Whole files may take this many times longer than other calls. */
const FILES_PATIENCE = 10;

export interface GuardedShareOptions {
  /** Absolute. */
  readonly folder: string;
  /** This machine's scratch folder, relative to `folder`. */
  readonly tmp: string;
  /** A call that takes longer counts as hanging. */
  readonly callMs: number;
}

/**
 * The share's files through processes of their own: a mount that hangs hangs none of ours. Large files have a process
 * of their own, so that beats and records never wait for them.
 */
export function createGuardedShare(options: GuardedShareOptions): ShareFiles {
  const calls = createLane(options, options.callMs);
  const files = createLane(options, options.callMs * FILES_PATIENCE);
  return {
    list: (folder) => calls.call('list', [folder]),
    read: (name, limit) => calls.call('read', [name, limit]),
    publish: (name, bytes) => calls.call('publish', [name, bytes]),
    mark: (name) => calls.call('mark', [name]),
    publishFile: (name, localFile) => files.call('publishFile', [name, localFile]),
    fetchFile: (name, localFile, limit) => files.call('fetchFile', [name, localFile, limit]),
    remove: (names) => calls.call('remove', [names]),
    removeFolder: (folder) => calls.call('removeFolder', [folder]),
    makeFolders: (folders) => calls.call('makeFolders', [folders]),
    freeSpace: () => calls.call('freeSpace', []),
    async close() {
      calls.close();
      files.close();
    },
  };
}

interface Waiting {
  readonly id: number;
  readonly what: string;
  resolve(value: unknown): void;
  reject(error: ShareError): void;
}

/** One process after another. It answers in order, so only the oldest call can be the one that hangs. */
function createLane({ folder, tmp }: GuardedShareOptions, callMs: number) {
  let child: ChildProcess | null = null;
  let leftBehind = 0;
  let lastId = 0;
  let isClosed = false;
  let waiting: Waiting[] = [];
  let deadline: NodeJS.Timeout | null = null;

  function call<Value>(operation: ShareCall['operation'], args: readonly unknown[]): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      if (isClosed) return reject(new ShareError('failed', 'The shared folder was let go.'));
      if (child === null && leftBehind >= MAX_LEFT_BEHIND) {
        const text = `${leftBehind} calls on ${folder} hang and cannot be ended; none is made until one has ended.`;
        return reject(new ShareError('hangs', text));
      }
      child ??= start();
      lastId += 1;
      const what = `${operation} of ${typeof args[0] === 'string' ? args[0] : folder}`;
      waiting.push({ id: lastId, what, resolve: (value) => resolve(value as Value), reject });
      if (waiting.length === 1) watchOldest();
      child.send({ id: lastId, operation, args } satisfies ShareCall, () => undefined);
    });
  }

  function start(): ChildProcess {
    const started = fork(programFile(), [folder, tmp], { serialization: 'advanced', execArgv: [], stdio: 'ignore' });
    leftBehind += 1;
    started.on('message', (message) => settle(started, message as ShareReply));
    started.once('error', (error) => replace(started, 'failed', `The process for ${folder} failed: ${error.message}`));
    started.once('exit', () => {
      leftBehind -= 1;
      replace(started, 'failed', `The process for ${folder} has ended.`);
    });
    // Whether anybody waits decides how long this process lives, not that the share has one.
    started.unref();
    started.channel?.unref();
    return started;
  }

  function settle(from: ChildProcess, reply: ShareReply): void {
    if (from !== child || waiting[0]?.id !== reply.id) return;
    const oldest = waiting.shift();
    watchOldest();
    if ('code' in reply) oldest?.reject(new ShareError(reply.code, reply.text));
    else oldest?.resolve(reply.value);
  }

  function watchOldest(): void {
    if (deadline !== null) clearTimeout(deadline);
    deadline = null;
    const [oldest] = waiting;
    if (oldest === undefined) return;
    deadline = setTimeout(() => {
      if (child !== null) replace(child, 'hangs', `${oldest.what} in ${folder} did not return within ${callMs} ms.`);
    }, callMs);
  }

  /** All who wait are told; the next call starts another process. */
  function replace(old: ChildProcess, code: 'hangs' | 'failed', text: string): void {
    if (old !== child) return;
    child = null;
    old.kill('SIGKILL');
    const told = waiting;
    waiting = [];
    watchOldest();
    for (const { reject } of told) reject(new ShareError(code, text));
  }

  return {
    call,
    close() {
      isClosed = true;
      if (child !== null) replace(child, 'failed', 'The shared folder was let go.');
    },
  };
}

/** Beside this file, as a source and as a bundle. */
function programFile(): string {
  const isSource = import.meta.filename.endsWith('.ts');
  return path.join(import.meta.dirname, isSource ? 'share-child.ts' : 'share-child.mjs');
}
