import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { chooseAgent } from './commands/choose-agent.ts';
import { connectAgents } from './commands/connect-agents.ts';
import { agentsManifest } from './manifest.ts';
import { provideMcpServer } from './mcp-server.ts';
import { provideProposals } from './proposals.ts';
import { provideTools } from './tools.ts';

/** Which coding agents there are and who does what; and CLUTCH's tools for them, in this window and elsewhere. */
export const agents: Feature = (services) => {
  const proposals = provideProposals();
  return disposeAll(
    proposals,
    registerCommands(services, agentsManifest, {
      'clutch.chooseAgent': chooseAgent,
      'clutch.connectAgents': connectAgents(proposals),
    }),
    provideTools(services),
    provideMcpServer(services),
  );
};
