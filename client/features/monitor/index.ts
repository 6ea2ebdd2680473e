import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { openMonitor, openTriage } from './commands/open.ts';
import { monitorManifest } from './manifest.ts';
import { createMonitorPanel } from './panel.ts';

/** The panel that shows runs live, what is open in them, and what they used. */
export const monitor: Feature = (services) => {
  const panel = createMonitorPanel(services);
  const commands = registerCommands(services, monitorManifest, {
    'clutch.openMonitor': openMonitor(panel),
    'clutch.openTriage': openTriage(panel),
  });
  return disposeAll(commands, panel);
};
