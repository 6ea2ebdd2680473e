import type { Socket } from 'node:net';
import type { Connection } from 'vscode-languageserver';
import { connectClient } from './connection.ts';
import { registerDocuments } from './handlers/documents.ts';
import { registerHandshake } from './handlers/handshake.ts';
import { registerOverview } from './handlers/overview.ts';
import { registerRuns } from './handlers/runs.ts';
import type { Services } from './services.ts';

/** Every group of requests that a client can make. */
const handlers = [registerHandshake, registerDocuments, registerRuns, registerOverview];

export function serveClient(socket: Socket, services: Services): Connection {
  const connection = connectClient(socket, services.log);
  for (const register of handlers) register(connection, services);
  connection.listen();
  return connection;
}
