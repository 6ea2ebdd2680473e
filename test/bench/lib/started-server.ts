import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { HelloMethod, HelloResult, PROTOCOL_VERSION, ServerInfo } from '#schemas/protocol/handshake.ts';
import { SERVER_FLAGS } from '#schemas/protocol/server-flags.ts';
import { serverScript } from './product.ts';

export interface Client {
  request(method: string, params: unknown): Promise<unknown>;
  onNotification(method: string, handle: (params: unknown) => void): void;
  close(): Promise<void>;
}

export interface StartedServer {
  readonly pid: number;
  readonly client: Client;
  /** From the spawn until the first client had its hello answered. */
  readonly startMs: number;
  stop(): Promise<void>;
}

const DEADLINE_MS = 20_000;
/** Short against what is measured, and cheap: a look at one file name. */
const POLL_MS = 2;

/** Starts the built server as a client does: detached, in a home of its own, found through `server.json`. */
export async function startServer(home: string): Promise<StartedServer> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...SERVER_FLAGS, serverScript], {
    cwd: home,
    env: { ...process.env, CLUTCH_HOME: home },
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const file = path.join(home, 'server.json');
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode} when it started.`);
    if (performance.now() - startedAt > DEADLINE_MS) throw new Error('The server did not start within 20 s.');
    await delay(POLL_MS);
  }
  const info = ServerInfo.parse(JSON.parse(readFileSync(file, 'utf8')));
  const client = await connect(info.address);
  const startMs = performance.now() - startedAt;
  const stop = async (): Promise<void> => {
    await client.close();
    await end(child);
    process.off('exit', kill);
  };
  return { pid: info.pid, client, startMs, stop };
}

async function connect(address: string): Promise<Client> {
  const socket = createConnection(address);
  await once(socket, 'connect');
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  connection.listen();
  HelloResult.parse(
    await connection.sendRequest(HelloMethod, { client: 'bench', version: '0', protocol: PROTOCOL_VERSION }),
  );
  return {
    request: (method, params) => connection.sendRequest(method, params),
    onNotification: (method, handle) => void connection.onNotification(method, handle),
    async close() {
      if (socket.destroyed) return;
      const closed = once(socket, 'close');
      connection.dispose();
      socket.destroy();
      await closed;
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
