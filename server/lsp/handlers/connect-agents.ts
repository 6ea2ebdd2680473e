import type { Connection } from 'vscode-languageserver';
import {
  ConnectAgentMethod,
  ConnectAgentParams,
  type ConnectAgentResult,
  PlanConnectionsMethod,
  PlanConnectionsParams,
} from '#schemas/protocol/connect-agents.ts';
import { ConfigError } from '../../connect-agents/config-file.ts';
import { EffectError } from '../../runs/effect-error.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerConnectAgents(connection: Connection, { log, connections }: Services): void {
  onRequest(connection, log, PlanConnectionsMethod, PlanConnectionsParams, ({ remove }) => connections.plan(remove));
  onRequest(connection, log, ConnectAgentMethod, ConnectAgentParams, async (params): Promise<ConnectAgentResult> => {
    try {
      return await connections.apply(params);
    } catch (error) {
      throw error instanceof ConfigError ? new EffectError('user', error.message) : error;
    }
  });
}
