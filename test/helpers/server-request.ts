import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import path from 'node:path';
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { HelloMethod, PROTOCOL_VERSION, ServerInfo } from '#schemas/protocol/handshake.ts';

/** Asks the server that has this home, as a window does; rejects with what it refuses. */
export async function requestServer(home: string, method: string, params: object): Promise<unknown> {
  const { address } = ServerInfo.parse(JSON.parse(readFileSync(path.join(home, 'server.json'), 'utf8')));
  const socket = createConnection(address);
  const reader = new SocketMessageReader(socket);
  reader.partialMessageTimeout = 0;
  const connection = createMessageConnection(reader, new SocketMessageWriter(socket));
  try {
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    connection.listen();
    await connection.sendRequest(HelloMethod, { client: 'cli', version: 'test', protocol: PROTOCOL_VERSION });
    return await connection.sendRequest(method, params);
  } finally {
    connection.dispose();
    socket.destroy();
  }
}
