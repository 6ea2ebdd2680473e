import type { Socket } from 'node:net';
import type { Connection } from 'vscode-languageserver';
import { connectClient } from './connection.ts';
import { registerAgentTools } from './handlers/agent-tools.ts';
import { registerConnectAgents } from './handlers/connect-agents.ts';
import { registerAgents } from './handlers/agents.ts';
import { registerAnalytics } from './handlers/analytics.ts';
import { registerAway } from './handlers/away.ts';
import { registerCollab } from './handlers/collab.ts';
import { registerCollabWork } from './handlers/collab-work.ts';
import { registerDiscovery } from './handlers/discovery.ts';
import { registerDoctor } from './handlers/doctor.ts';
import { registerHandshake } from './handlers/handshake.ts';
import { registerLanguage } from './handlers/language/index.ts';
import { awayRequests } from './handlers/language/away-requests.ts';
import { planRequests } from './handlers/language/plan-requests.ts';
import { registerOverview } from './handlers/overview.ts';
import { registerProjects } from './handlers/projects.ts';
import { registerPrompts } from './handlers/prompts.ts';
import { registerReview } from './handlers/review.ts';
import { registerRuns } from './handlers/runs.ts';
import { registerSessions } from './handlers/sessions.ts';
import { registerTasks } from './handlers/tasks.ts';
import { registerSetup } from './handlers/setup.ts';
import { registerTrust } from './handlers/trust.ts';
import { validationRequests } from './handlers/validations.ts';
import type { Services } from './services.ts';

/** Every group of requests that a client can make. */
const handlers = [
  registerHandshake,
  registerRuns,
  registerReview,
  registerTrust,
  registerOverview,
  registerTasks,
  registerProjects,
  registerSetup,
  registerDoctor,
  registerDiscovery,
  registerAgentTools,
  registerConnectAgents,
  registerAgents,
  registerPrompts,
  registerAnalytics,
  registerSessions,
  registerAway,
  registerCollab,
  registerCollabWork,
];

export function serveClient(socket: Socket, services: Services): Connection {
  const connection = connectClient(socket, services.log);
  for (const register of handlers) register(connection, services);
  const gone = new AbortController();
  const language = registerLanguage(connection, services.language, [
    planRequests,
    awayRequests,
    validationRequests(gone.signal),
  ]);
  socket.on('close', () => {
    gone.abort();
    language.dispose();
  });
  connection.listen();
  return connection;
}
