import type { Socket } from 'node:net';
import { createConnection, type Connection, type Logger as MessageLogger } from 'vscode-languageserver';
import { createProtocolConnection, SocketMessageReader, SocketMessageWriter } from 'vscode-languageserver/node';
import type { Logger } from '../platform/logger.ts';
import { onLostStream } from './lost-stream.ts';

/**
 * One client's connection. The ready-made `createConnection` of `vscode-languageserver/node` ends the process when its
 * stream ends; a server with many clients closes that one socket instead.
 */
export function connectClient(socket: Socket, log: Logger): Connection {
  const connection = createConnection(
    () => {
      const reader = new SocketMessageReader(socket);
      // A client that leaves in the middle of a message would leave a timer behind for ever.
      reader.partialMessageTimeout = 0;
      onLostStream(reader, log, () => socket.destroy());
      return createProtocolConnection(reader, new SocketMessageWriter(socket), complaintsTo(socket, log));
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

/**
 * Where the library says what went wrong with a message, an answer that could not be sent among them. Its own logger
 * sends that to the client, and throws where the client has gone: a rejection that nobody handles, which would end the
 * server and interrupt the runs of everybody else.
 */
function complaintsTo(socket: Socket, log: Logger): MessageLogger {
  const say = (message: string): void => {
    // That a client goes without waiting for its answers is no fault of anybody's.
    if (!socket.destroyed) log.warn(`a client connection: ${message}`);
  };
  return { error: say, warn: say, info: say, log: say };
}
