import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { chooseAgent } from './commands/choose-agent.ts';
import { agentsManifest } from './manifest.ts';

/** Which coding agents there are on this machine, and who does what in a project. */
export const agents: Feature = (services) =>
  registerCommands(services, agentsManifest, { 'clutch.chooseAgent': chooseAgent });
