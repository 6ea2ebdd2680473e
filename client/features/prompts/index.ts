import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { comparePrompts } from './commands/compare.ts';
import { editPrompt } from './commands/edit.ts';
import { showPrompt, showPromptOfWorkstream } from './commands/show.ts';
import { providePrompts } from './documents.ts';
import { promptsManifest } from './manifest.ts';

/** What agents are told: read before it is sent and after, and worded anew for the project. */
export const prompts: Feature = (services) => {
  const documents = providePrompts(services);
  return disposeAll(
    documents,
    registerCommands(services, promptsManifest, {
      'clutch.showPrompt': showPrompt,
      'clutch.showPrompt.workstream': showPromptOfWorkstream,
      'clutch.comparePrompts': comparePrompts,
      'clutch.editPrompt': editPrompt(documents),
    }),
  );
};
