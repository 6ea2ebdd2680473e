/**
 * Finds the one server of this user and machine, or starts it. Several windows may do so at the same moment: the
 * server makes sure that only one of those started stays, and everybody ends up connected to that one.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { l10n } from 'vscode';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import { SERVER_FLAGS } from '#schemas/protocol/server-flags.ts';
import { ServerUnavailable, messageOf } from './errors.ts';

export interface AttachOptions {
  /** CLUTCH_HOME, absolute. */
  readonly home: string;
  /** Absolute path of dist/server.mjs. */
  readonly serverScript: string;
  /** The program that runs it. */
  readonly node: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long to wait for a server that was started, in milliseconds. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  log(message: string): void;
}

const CONNECT_TIMEOUT_MS = 2000;
const MAX_INFO_BYTES = 64 * 1024;
/** What a server says that found another one running when it started. */
const EXIT_ANOTHER_SERVER = 3;

/** Resolves to an open connection; rejects with `ServerUnavailable` when the deadline has passed. */
export async function attachToServer(options: AttachOptions): Promise<Socket> {
  const running = await connectToRunning(options.home);
  if (running !== null) return running;
  const started = await startServer(options);
  const deadline = Date.now() + options.deadlineMs;
  for (let wait = 20; Date.now() < deadline; wait = Math.min(wait * 1.5, 400)) {
    if (started.failure() !== null) break;
    await pause(wait, undefined, { signal: options.signal });
    const socket = await connectToRunning(options.home);
    if (socket !== null) return socket;
  }
  const reason = started.failure() ?? l10n.t('it did not answer within {0} s', options.deadlineMs / 1000);
  throw new ServerUnavailable(
    l10n.t(
      'The CLUTCH server could not be started with {0}: {1}. Its log is in {2}; mend the cause and choose "Restart Server".',
      options.node,
      reason,
      join(options.home, 'logs'),
    ),
  );
}

/** A connection to the server that `server.json` names, or null where none answers. */
async function connectToRunning(home: string): Promise<Socket | null> {
  const info = await readServerInfo(join(home, 'server.json'));
  return info === null ? null : openSocket(info.address);
}

async function readServerInfo(path: string): Promise<ServerInfo | null> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return null;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(MAX_INFO_BYTES), 0, MAX_INFO_BYTES, 0);
    const parsed = ServerInfo.safeParse(JSON.parse(buffer.toString('utf8', 0, bytesRead)));
    return parsed.success ? parsed.data : null;
  } catch {
    // Half written or damaged. It is a hint only: a server that starts writes it anew.
    return null;
  } finally {
    await file.close();
  }
}

function openSocket(address: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(address);
    const giveUp = (): void => {
      socket.destroy();
      resolve(null);
    };
    socket.setTimeout(CONNECT_TIMEOUT_MS, giveUp);
    socket.once('error', giveUp);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.removeListener('error', giveUp);
      resolve(socket);
    });
  });
}

interface StartedServer {
  /** Why there will be no answer from it; null while there may be one. */
  failure(): string | null;
}

async function startServer({ home, serverScript, node, env, log }: AttachOptions): Promise<StartedServer> {
  await mkdir(home, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    const message = l10n.t(
      'CLUTCH cannot create its folder {0}: {1}. Make room for it, or set CLUTCH_HOME to a folder of yours.',
      home,
      messageOf(cause),
    );
    throw new ServerUnavailable(message, { cause });
  });
  const logs = join(home, 'logs');
  await mkdir(logs, { recursive: true, mode: 0o700 });
  const startLog = join(logs, 'start.log');
  const output = await open(startLog, 'w', 0o600);
  let failure: string | null = null;
  // The folder is the home, so that a server which outlives the window does not keep a project's folder in use.
  const child = spawn(node, [...SERVER_FLAGS, ...inspectFlags(env), serverScript], {
    cwd: home,
    env: serverEnvironment(env, home),
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
    windowsHide: true,
  });
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (code, signal) => {
    // The one that another window started won, and will answer in a moment.
    if (code === EXIT_ANOTHER_SERVER) return;
    const how =
      signal === null ? l10n.t('it ended with exit code {0}', code ?? '?') : l10n.t('it ended with {0}', signal);
    failure = lastWords(startLog) || how;
  });
  child.unref();
  await output.close();
  log(`Started the server: ${node} ${serverScript} (process ${child.pid ?? 'none'}).`);
  return { failure: () => failure };
}

/** A server that cannot start says why in one sentence. */
function lastWords(startLog: string): string {
  try {
    return readFileSync(startLog, 'utf8').trim();
  } catch {
    // The whole home may be gone by now; then there is nothing to add.
    return '';
  }
}

/** For those who work on CLUTCH itself: a debugger attaches to this port of the server that the window starts. */
function inspectFlags(env: AttachOptions['env']): string[] {
  const port = env['CLUTCH_SERVER_INSPECT'];
  return port && /^\d+$/.test(port) ? [`--inspect=127.0.0.1:${port}`] : [];
}

/**
 * The server outlives the window and starts agents, so it must not inherit what belongs to this window (VS Code's
 * sockets and debug hooks). ELECTRON_RUN_AS_NODE makes VS Code's own binary behave as Node and is ignored by others.
 */
function serverEnvironment(env: AttachOptions['env'], home: string): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  return { ...Object.fromEntries(kept), CLUTCH_HOME: home, ELECTRON_RUN_AS_NODE: '1' };
}
