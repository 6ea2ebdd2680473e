import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { openMonitor } from './commands/open.ts';
import { monitorManifest } from './manifest.ts';
import { createMonitorPanels } from './panel.ts';

/** The panel that shows one run live. */
export const monitor: Feature = (services) => {
  const panels = createMonitorPanels(services);
  return disposeAll(registerCommands(services, monitorManifest, { 'clutch.openMonitor': openMonitor(panels) }), panels);
};
