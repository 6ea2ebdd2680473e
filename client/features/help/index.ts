import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { insertPromptCommand } from './commands/insert-prompt.ts';
import { openHelp } from './commands/open.ts';
import { openWalkthrough } from './commands/open-walkthrough.ts';
import { helpManifest } from './manifest.ts';
import { createHelpPanels } from './panel.ts';

/** Guide, rules, prompts, commands and settings, all from the files of the extension. */
export const help: Feature = (services) => {
  const panels = createHelpPanels(services);
  return disposeAll(
    registerCommands(services, helpManifest, {
      'clutch.openHelp': openHelp((topic) => panels.show(topic)),
      'clutch.openWalkthrough': openWalkthrough,
      'clutch.insertPrompt': insertPromptCommand,
    }),
    panels,
  );
};
