import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import type { Connection } from 'vscode-languageserver';
import { makePrivateFolder } from '../platform/address.ts';
import { tell } from './tell.ts';

export interface Clients {
  count(): number;
  notify(method: string, params?: unknown): void;
  close(): void;
}

/**
 * Listens at `address`. Only the holder of the lock comes here, so a socket file that is still there belongs to a
 * server that died, and is removed.
 */
export async function listen(
  address: string,
  serve: (socket: Socket) => Connection,
  onCount: (count: number) => void,
): Promise<Clients> {
  const connections = new Map<Socket, Connection>();
  const server = createServer((socket) => {
    connections.set(socket, serve(socket));
    onCount(connections.size);
    socket.on('close', () => {
      connections.get(socket)?.dispose();
      connections.delete(socket);
      onCount(connections.size);
    });
  });
  if (process.platform !== 'win32') {
    makePrivateFolder(path.dirname(address));
    rmSync(address, { force: true });
  }
  await listening(server, address);
  return {
    count: () => connections.size,
    notify(method, params) {
      for (const connection of connections.values()) tell(() => connection.sendNotification(method, params));
    },
    close() {
      server.close();
      for (const socket of connections.keys()) socket.end();
    },
  };
}

function listening(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
