import { Uri, commands } from 'vscode';
import { ServerStatusMethod, ServerStatusResult } from '#schemas/protocol/handshake.ts';
import { ServerUnavailable } from '../../../server-link/errors.ts';
import type { CommandHandler } from '../../../ui/commands.ts';

/** Opens the server's log; where no server answers, this window's own log, which says why. */
export const showServerLog: CommandHandler = async ({ link, log }) => {
  try {
    const { logFile } = await link.request(ServerStatusMethod, ServerStatusResult, {});
    await commands.executeCommand('vscode.open', Uri.file(logFile));
  } catch (error) {
    if (!(error instanceof ServerUnavailable)) throw error;
    log.show();
  }
};
