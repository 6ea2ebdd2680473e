import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { connectAgents } from './commands/connect-agents.ts';
import { agentsManifest } from './manifest.ts';
import { provideMcpServer } from './mcp-server.ts';
import { provideProposals } from './proposals.ts';
import { provideTools } from './tools.ts';

/** CLUTCH for agents: its tools in this window, and in the configurations of a person's other agents. */
export const agents: Feature = (services) => {
  const proposals = provideProposals();
  return disposeAll(
    proposals,
    registerCommands(services, agentsManifest, { 'clutch.connectAgents': connectAgents(proposals) }),
    provideTools(services),
    provideMcpServer(services),
  );
};
