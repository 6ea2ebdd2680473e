import type { Connection } from 'vscode-languageserver';
import { AgentCallMethod, AgentCallParams } from '#schemas/protocol/agent-tools.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerAgentTools(connection: Connection, { log, agentTools }: Services): void {
  onRequest(connection, log, AgentCallMethod, AgentCallParams, (params) => agentTools.call(params));
}
