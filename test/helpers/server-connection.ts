import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import {
  createMessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { ServerInfo } from '#schemas/protocol/handshake.ts';
import type { Clutch } from './clutch.ts';

export interface ServerConnection {
  readonly connection: MessageConnection;
  request(method: string, params: object): Promise<unknown>;
  leave(): void;
}

/** A client of the running server that says nothing by itself. */
export function connectToServer({ home }: Pick<Clutch, 'home'>): ServerConnection {
  const { address } = ServerInfo.parse(JSON.parse(readFileSync(path.join(home, 'server.json'), 'utf8')));
  const socket = createConnection(address);
  const reader = new SocketMessageReader(socket);
  // Otherwise a message of which only a part had come when we left keeps this process alive for ever.
  reader.partialMessageTimeout = 0;
  const connection = createMessageConnection(reader, new SocketMessageWriter(socket));
  connection.listen();
  return {
    connection,
    request: (method, params) => connection.sendRequest(method, params),
    leave() {
      connection.dispose();
      socket.destroy();
    },
  };
}
