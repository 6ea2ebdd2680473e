import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { HelloMethod, ShutdownServerMethod, type HelloResult } from '#schemas/protocol/handshake.ts';

export interface ForeignServer {
  /** How often somebody said hello. */
  greetings(): number;
  /** Whether it was asked to leave, and did. */
  hasLeft(): boolean;
  close(): Promise<void>;
}

/** A server of another version that has this home already. It understands a greeting and a request to leave, as all do. */
export async function startForeignServer(home: string, protocol: number): Promise<ForeignServer> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const address = path.join(home, 'foreign.sock');
  const file = path.join(home, 'server.json');
  const info = { pid: process.pid, version: '99.0.0', protocol, address, startedAt: Date.now() };
  const sockets = new Set<Socket>();
  let greetings = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
    connection.onRequest('initialize', () => ({ capabilities: {} }));
    connection.onRequest('shutdown', () => null);
    connection.onRequest(HelloMethod, (): HelloResult => {
      greetings += 1;
      return { ...info, compatible: false, activeRuns: 0 };
    });
    connection.onRequest(ShutdownServerMethod, () => {
      server.close();
      return { stopping: true };
    });
    connection.onError(() => undefined);
    connection.listen();
  });
  await new Promise<void>((resolve) => server.listen(address, resolve));
  writeFileSync(file, JSON.stringify(info));
  return {
    greetings: () => greetings,
    hasLeft: () => !server.listening,
    async close() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      // It names the process of the test, which whoever tidies up would end.
      rmSync(file);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
