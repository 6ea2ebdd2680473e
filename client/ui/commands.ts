import { commands, l10n, window, type Disposable } from 'vscode';
import type { FeatureManifest } from '../manifest.ts';
import { ServerUnavailable, messageOf } from '../server-link/errors.ts';
import type { Services } from '../services.ts';
import { disposeAll } from './disposables.ts';

export type CommandHandler = (services: Services, argument: unknown) => Promise<void>;

/**
 * Registers exactly the commands of a manifest; a handler that is missing or left over does not compile. The one
 * place where a command's error ends: it becomes a message, with the button that helps where there is one.
 */
export function registerCommands<M extends FeatureManifest>(
  services: Services,
  manifest: M,
  handlers: Readonly<Record<keyof M['commands'], CommandHandler>>,
): Disposable {
  const ids: readonly (keyof M['commands'] & string)[] = Object.keys(manifest.commands);
  const registered = ids.map((id) =>
    commands.registerCommand(id, async (argument: unknown) => {
      try {
        await handlers[id](services, argument);
      } catch (error) {
        services.log.error(`${id}: ${messageOf(error)}`);
        // Not awaited: the command is over, the message may stay for as long as the person likes.
        void showError(error);
      }
    }),
  );
  return disposeAll(...registered);
}

async function showError(error: unknown): Promise<void> {
  const restart = l10n.t('Restart Server');
  const showLog = l10n.t('Show Log');
  const buttons = error instanceof ServerUnavailable ? [restart, showLog] : [];
  const choice = await window.showErrorMessage(messageOf(error), ...buttons);
  if (choice === restart) await commands.executeCommand('clutch.restartServer');
  if (choice === showLog) await commands.executeCommand('clutch.showServerLog');
}
