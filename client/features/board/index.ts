import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { openBoard } from './commands/open.ts';
import { boardManifest } from './manifest.ts';
import { createBoardPanels } from './panel.ts';

/** The panel that shows all tasks of the window in six columns. */
export const board: Feature = (services) => {
  const panels = createBoardPanels(services);
  return disposeAll(registerCommands(services, boardManifest, { 'clutch.openBoard': openBoard(panels) }), panels);
};
