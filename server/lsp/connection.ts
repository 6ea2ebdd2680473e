import type { Socket } from 'node:net';
import { createConnection, type Connection } from 'vscode-languageserver';
import { createProtocolConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-languageserver/node';
import type { Logger } from '../platform/logger.ts';
import { onLostStream } from './lost-stream.ts';

/**
 * One client's connection. The ready-made `createConnection` of `vscode-languageserver/node` ends the process when its
 * stream ends; a server with many clients closes that one socket instead.
 */
export function connectClient(socket: Socket, log: Logger): Connection {
  const connection = createConnection(
    (logger) => {
      const reader = new SocketMessageReader(socket);
      onLostStream(reader, log, () => socket.destroy());
      return createProtocolConnection(reader, new SocketMessageWriter(socket), logger);
    },
    {
      shutdownReceived: false,
      initialize: () => undefined,
      exit: () => {
        socket.end();
      },
    },
  );
  socket.on('error', (error) => log.warn('a client connection broke', error));
  return connection;
}
