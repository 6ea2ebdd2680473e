import type { Connection } from 'vscode-languageserver';
import {
  AllowAgentMethod,
  AllowAgentParams,
  ListAgentsMethod,
  ListAgentsParams,
  UseAgentMethod,
  UseAgentParams,
} from '#schemas/protocol/agents.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerAgents(connection: Connection, { log, agents }: Services): void {
  onRequest(connection, log, ListAgentsMethod, ListAgentsParams, (params) => agents.list(params));
  onRequest(connection, log, UseAgentMethod, UseAgentParams, (params) => agents.use(params));
  onRequest(connection, log, AllowAgentMethod, AllowAgentParams, (params) => agents.allow(params));
}
