import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, closeSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createMessageConnection,
  ErrorCodes,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import {
  HelloMethod,
  HelloResult,
  type HelloParams,
  PROTOCOL_VERSION,
  ServerInfo,
  ShutdownServerMethod,
} from '#schemas/protocol/handshake.ts';
import { clutchHome } from '#schemas/protocol/home.ts';
import { SERVER_FLAGS } from '#schemas/protocol/server-flags.ts';
import { VERSION } from '../platform/version.ts';
import { CliError } from './cli-error.ts';
import { findServerNode } from './server-node.ts';

/** A connection to the server, after the handshake. */
export interface ServerLink {
  readonly hello: HelloResult;
  request(method: string, params?: unknown): Promise<unknown>;
  onNotification(method: string, handle: (params: unknown) => void): void;
  /** Resolves when the server is gone. */
  readonly closed: Promise<void>;
  close(): void;
}

const START_DEADLINE_MS = 10_000;
const CONNECT_DEADLINE_MS = 2_000;
const HANDSHAKE_DEADLINE_MS = 5_000;
const NO_ANSWER = 'The CLUTCH server is there but does not answer. End it with the pid in server.json, then try again.';

/** The connection broke before the answer came; whether the server did what was asked is not known. */
export class ServerGone extends CliError {
  constructor() {
    super('The CLUTCH server ended before it answered. Try again; runs go on.');
  }
}

/** Attaches to the server that runs, or starts one. Throws a `CliError` with what stands in the way. */
export async function connect(): Promise<ServerLink> {
  const home = clutchHome(process.env, process.platform, os.homedir());
  const running = await attach(home);
  if (running?.hello.compatible) return running;
  if (running) await replaceServer(running, home);
  return startServer(home);
}

/** Null when no server runs. */
export async function attach(home: string): Promise<ServerLink | null> {
  const info = readServerInfo(home);
  const socket = info && (await open(info.address));
  if (!socket) return null;
  try {
    return await shakeHands(socket);
  } catch (error) {
    // It died between the two: as if it had not been there.
    if (error instanceof ServerGone) return null;
    throw error;
  }
}

function readServerInfo(home: string): ServerInfo | null {
  const file = path.join(home, 'server.json');
  try {
    return ServerInfo.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Missing, of a server that died, or half a word of something else: in every case there is nothing to attach to.
    return null;
  }
}

function open(address: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createConnection(address);
    const refuse = (): void => {
      socket.destroy();
      resolve(null);
    };
    socket.setTimeout(CONNECT_DEADLINE_MS, refuse);
    socket.once('error', refuse);
    // Only our own listeners go: the socket's are what closes it when the server dies.
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('timeout', refuse);
      socket.off('error', refuse);
      resolve(socket);
    });
  });
}

async function shakeHands(socket: Socket): Promise<ServerLink> {
  const reader = new SocketMessageReader(socket);
  // Otherwise a message of which only a part had come when we left keeps the command alive for ever.
  reader.partialMessageTimeout = 0;
  const connection = createMessageConnection(reader, new SocketMessageWriter(socket));
  let isOpen = true;
  const closed = new Promise<void>((resolve) => {
    connection.onClose(() => {
      isOpen = false;
      resolve();
    });
  });
  const gone = new Promise<never>((_, reject) => {
    void closed.then(() => reject(new ServerGone()));
    socket.setTimeout(HANDSHAKE_DEADLINE_MS, () => reject(new CliError(NO_ANSWER)));
  });
  // Nobody may be waiting for an answer when the server leaves.
  gone.catch(() => undefined);
  connection.onError(() => socket.destroy());
  connection.listen();
  const request = async (method: string, body?: unknown): Promise<unknown> => {
    if (!isOpen) throw new ServerGone();
    return Promise.race([connection.sendRequest(method, body).catch(asServerGone), gone]);
  };
  const close = (): void => {
    connection.dispose();
    socket.destroy();
  };
  try {
    const params: HelloParams = { client: 'cli', version: VERSION, protocol: PROTOCOL_VERSION };
    const hello = HelloResult.parse(await request(HelloMethod, params));
    socket.setTimeout(0);
    return {
      hello,
      request,
      onNotification: (method, handle) => {
        if (isOpen) connection.onNotification(method, handle);
      },
      closed,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** What the connection itself answers with, when it could not write, or was closed before the answer came. */
const BROKEN: readonly number[] = [
  ErrorCodes.MessageWriteError,
  ErrorCodes.PendingResponseRejected,
  ErrorCodes.ConnectionInactive,
];

/** Writing to a server that has just died fails before the socket says that it is closed. */
function asServerGone(error: unknown): never {
  if (error instanceof ResponseError && BROKEN.includes(error.code)) throw new ServerGone();
  if (error instanceof Error && 'code' in error && /^(?:EPIPE|ECONNRESET|ERR_STREAM_)/.test(String(error.code))) {
    throw new ServerGone();
  }
  throw error;
}

/** An idle server of another version makes room; one with runs does not, and the person decides. */
async function replaceServer(link: ServerLink, home: string): Promise<void> {
  const { version, pid, activeRuns, protocol } = link.hello;
  const who = `The server that runs (CLUTCH ${version}, pid ${pid}) speaks protocol ${protocol}, this one (${VERSION}) ${PROTOCOL_VERSION}`;
  if (activeRuns > 0) {
    link.close();
    throw new CliError(`${who}, and it has ${activeRuns} active run(s). Wait for them, or use that version's clutch.`);
  }
  await link.request(ShutdownServerMethod, { ifIdle: true });
  link.close();
  const deadline = Date.now() + START_DEADLINE_MS;
  while (readServerInfo(home)?.pid === pid) {
    if (Date.now() > deadline) throw new CliError(`${who}, and it did not leave. End process ${pid}, then try again.`);
    await delay(20);
  }
}

async function startServer(home: string): Promise<ServerLink> {
  const program = path.join(import.meta.dirname, 'server.mjs');
  if (!existsSync(program)) throw new CliError(`${program} is missing. Build or install CLUTCH again.`);
  const node = findServerNode();
  const logs = path.join(home, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const startLog = path.join(logs, 'start.log');
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline) {
    const link = await attachTo(launch(node, program, home, startLog), home, startLog, deadline);
    if (link) return link;
  }
  const seconds = START_DEADLINE_MS / 1000;
  throw new CliError(
    `The CLUTCH server did not answer within ${seconds} s. ${startLog} and server.log beside it say more.`,
  );
}

/** Starts the server for good: it outlives this command. `ended` turns true when it is gone all the same. */
function launch(node: string, program: string, home: string, startLog: string): { readonly ended: boolean } {
  const output = openSync(startLog, 'w', 0o600);
  const child = spawn(node, [...SERVER_FLAGS, program], {
    detached: true,
    stdio: ['ignore', output, output],
    cwd: home,
    env: ownEnvironment(),
  });
  closeSync(output);
  const state = { ended: false };
  child.once('exit', () => (state.ended = true));
  child.once('error', () => (state.ended = true));
  child.unref();
  return state;
}

/** A server that an agent's command starts is not a part of that agent's session, and is not ended with it. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { CLUTCH_PROCESS_GROUP: _, ...environment } = process.env;
  return environment;
}

/** Null when the server ended without a word: it lost the race for the lock, or was killed. Both call for another try. */
async function attachTo(
  started: { readonly ended: boolean },
  home: string,
  startLog: string,
  deadline: number,
): Promise<ServerLink | null> {
  for (let wait = 5; Date.now() < deadline; wait = Math.min(wait * 2, 50)) {
    const { ended } = started;
    const link = await attach(home);
    if (link) return link;
    const said = ended ? readFileSync(startLog, 'utf8').trim() : '';
    if (said) throw new CliError(`The CLUTCH server cannot start: ${said}`);
    if (ended) return null;
    await delay(wait);
  }
  return null;
}
