import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createAgentTerminals } from './commands.ts';
import { terminalsManifest } from './manifest.ts';

/** What agents say while they work, in terminals. */
export const terminals: Feature = (services) => {
  const agents = createAgentTerminals();
  return disposeAll(registerCommands(services, terminalsManifest, { 'clutch.showAgentOutput': agents.show }), agents);
};
