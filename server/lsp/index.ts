import type { Socket } from 'node:net';
import type { Connection } from 'vscode-languageserver';
import { connectClient } from './connection.ts';
import { registerAgentTools } from './handlers/agent-tools.ts';
import { registerConnectAgents } from './handlers/connect-agents.ts';
import { registerAgents } from './handlers/agents.ts';
import { registerCollab } from './handlers/collab.ts';
import { registerCollabWork } from './handlers/collab-work.ts';
import { registerDiscovery } from './handlers/discovery.ts';
import { registerDoctor } from './handlers/doctor.ts';
import { registerHandshake } from './handlers/handshake.ts';
import { registerLanguage } from './handlers/language/index.ts';
import { planRequests } from './handlers/language/plan-requests.ts';
import { registerOverview } from './handlers/overview.ts';
import { registerProjects } from './handlers/projects.ts';
import { registerPrompts } from './handlers/prompts.ts';
import { registerRuns } from './handlers/runs.ts';
import { registerSessions } from './handlers/sessions.ts';
import { registerSetup } from './handlers/setup.ts';
import { registerTasks } from './handlers/tasks.ts';
import { registerTrust } from './handlers/trust.ts';
import type { Services } from './services.ts';

/** Every group of requests that a client can make. */
const handlers = [
  registerHandshake,
  registerRuns,
  registerTrust,
  registerOverview,
  registerProjects,
  registerSetup,
  registerDoctor,
  registerTasks,
  registerDiscovery,
  registerAgentTools,
  registerConnectAgents,
  registerAgents,
  registerPrompts,
  registerSessions,
  registerCollab,
  registerCollabWork,
];

export function serveClient(socket: Socket, services: Services): Connection {
  const connection = connectClient(socket, services.log);
  for (const register of handlers) register(connection, services);
  const language = registerLanguage(connection, services.language, [planRequests]);
  socket.on('close', () => language.dispose());
  connection.listen();
  return connection;
}
