import { l10n, window } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';

/** Restarts the server. Runs are journaled and go on under the next server, so it asks only while some are active. */
export const restartServer: CommandHandler = async ({ link, overview }) => {
  const running = overview.current?.runs.filter(({ status }) => status === 'running').length ?? 0;
  if (running > 0) {
    const restart = l10n.t('Restart');
    const question = l10n.t('{0} runs are active. They pause and go on under the new server.', running);
    if ((await window.showWarningMessage(question, restart)) !== restart) return;
  }
  await link.restart({ replace: true });
};
