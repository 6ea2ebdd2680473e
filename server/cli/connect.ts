import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, closeSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import {
  HelloMethod,
  HelloResult,
  type HelloParams,
  PROTOCOL_VERSION,
  ServerInfo,
  ShutdownServerMethod,
} from '#schemas/protocol/handshake.ts';
import { clutchHome } from '#schemas/protocol/home.ts';
import { VERSION } from '../platform/version.ts';
import { CliError } from './cli-error.ts';
import { findServerNode } from './server-node.ts';

/** A connection to the server, after the handshake. */
export interface ServerLink {
  readonly hello: HelloResult;
  request(method: string, params?: unknown): Promise<unknown>;
  onNotification(method: string, handle: (params: unknown) => void): void;
  /** Called once when the server is gone. */
  onClose(handle: () => void): void;
  close(): void;
}

const START_DEADLINE_MS = 10_000;
const CONNECT_DEADLINE_MS = 2_000;
const HANDSHAKE_DEADLINE_MS = 5_000;
const NO_ANSWER = 'The CLUTCH server is there but does not answer. End it with the pid in server.json, then try again.';

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
  return socket ? shakeHands(socket) : null;
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
    const give = (result: Socket | null): void => {
      socket.removeAllListeners();
      socket.setTimeout(0);
      if (!result) socket.destroy();
      resolve(result);
    };
    socket.setTimeout(CONNECT_DEADLINE_MS, () => give(null));
    socket.once('connect', () => give(socket));
    socket.once('error', () => give(null));
  });
}

async function shakeHands(socket: Socket): Promise<ServerLink> {
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  const gone = new Promise<never>((_, reject) => {
    connection.onClose(() =>
      reject(new CliError('The CLUTCH server ended before it answered. Try again; runs go on.')),
    );
    socket.setTimeout(HANDSHAKE_DEADLINE_MS, () => reject(new CliError(NO_ANSWER)));
  });
  // Nobody may be waiting for an answer when the server leaves.
  gone.catch(() => undefined);
  connection.onError(() => socket.destroy());
  connection.listen();
  const request = (method: string, body?: unknown): Promise<unknown> =>
    Promise.race([connection.sendRequest(method, body), gone]);
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
      onNotification: (method, handle) => void connection.onNotification(method, handle),
      onClose: (handle) => void connection.onClose(handle),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
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
  const output = openSync(startLog, 'w', 0o600);
  const child = spawn(node, [program], { detached: true, stdio: ['ignore', output, output], cwd: home });
  closeSync(output);
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  child.unref();
  const deadline = Date.now() + START_DEADLINE_MS;
  for (let wait = 5; Date.now() < deadline; wait = Math.min(wait * 2, 50)) {
    const link = await attach(home);
    if (link) return link;
    // Ended with nothing to attach to: either it lost a race and the winner is about to listen, or it said why.
    const said = ended ? readFileSync(startLog, 'utf8').trim() : '';
    if (said) throw new CliError(`The CLUTCH server cannot start: ${said}`);
    await delay(wait);
  }
  throw new CliError(
    `The CLUTCH server did not answer within ${START_DEADLINE_MS / 1000} s. ${startLog} and server.log beside it say more.`,
  );
}
