import { commands } from 'vscode';
import { CurrentSetup, CurrentSetupMethod } from '#schemas/protocol/setup.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Feature, Services } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createTextDocuments } from '../../ui/text-documents.ts';
import { showSessionEntry } from './commands/session-entry.ts';
import { setUp } from './commands/setup.ts';
import { setupManifest } from './manifest.ts';

/** Setting this machine up, and what to know before working in a project. */
export const setup: Feature = (services) => {
  const documents = createTextDocuments('clutch-setup');
  const tell = (): void => {
    tellWhetherSetUp(services).catch((error: unknown) =>
      services.log.warn(`Whether this machine is set up is not known: ${messageOf(error)}`),
    );
  };
  return disposeAll(
    documents,
    registerCommands(services, setupManifest, {
      'clutch.setup': setUp(documents, tell),
      'clutch.sessionEntry': showSessionEntry(documents),
    }),
    services.link.onStatus(({ state }) => {
      if (state === 'ready') tell();
    }),
  );
};

async function tellWhetherSetUp({ link }: Services): Promise<void> {
  const { isSetUp } = await link.request(CurrentSetupMethod, CurrentSetup, null);
  await commands.executeCommand('setContext', 'clutch.isNotSetUp', !isSetUp);
}
