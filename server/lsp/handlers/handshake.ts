import type { Connection } from 'vscode-languageserver';
import * as z from 'zod';
import {
  HelloMethod,
  HelloParams,
  PROTOCOL_VERSION,
  ServerStatusMethod,
  ShutdownServerMethod,
  ShutdownServerParams,
  type HelloResult,
  type ServerStatusResult,
  type ShutdownServerResult,
} from '#schemas/protocol/handshake.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerHandshake(connection: Connection, services: Services): void {
  const { info, log, supervisor } = services;
  onRequest(connection, log, HelloMethod, HelloParams, (params): HelloResult => {
    const compatible = params.protocol === PROTOCOL_VERSION;
    if (!compatible)
      log.warn(`${params.client} ${params.version} speaks protocol ${params.protocol}, not ${PROTOCOL_VERSION}`);
    return { ...info, compatible, activeRuns: supervisor.activeRuns() };
  });
  onRequest(connection, log, ServerStatusMethod, z.unknown(), (): ServerStatusResult => {
    const rssBytes = process.memoryUsage.rss();
    return { ...info, clients: services.clients(), activeRuns: supervisor.activeRuns(), rssBytes, logFile: log.file };
  });
  onRequest(connection, log, ShutdownServerMethod, ShutdownServerParams, ({ ifIdle }): ShutdownServerResult => {
    if (ifIdle && supervisor.activeRuns() > 0) return { stopping: false };
    services.leaveSoon();
    return { stopping: true };
  });
}
