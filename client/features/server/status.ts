import { LanguageStatusSeverity, commands, l10n, languages, window, type Disposable } from 'vscode';
import type { ServerLink, ServerStatus } from '../../server-link/server-link.ts';
import { disposeAll } from '../../ui/disposables.ts';

/** The context key `clutch.serverState`, the language status, and one message when the server is of another version. */
export function showServerStatus(link: ServerLink): Disposable {
  const item = languages.createLanguageStatusItem('clutch.server', { language: 'markdown' });
  item.name = l10n.t('CLUTCH server');
  const show = (status: ServerStatus): void => {
    void commands.executeCommand('setContext', 'clutch.serverState', status.state);
    const { text, detail, severity } = wordsOf(status);
    item.text = text;
    item.detail = detail;
    item.severity = severity;
    item.busy = status.state === 'starting';
    item.command =
      status.state === 'ready'
        ? { command: 'clutch.showServerLog', title: l10n.t('Show Log') }
        : { command: 'clutch.restartServer', title: l10n.t('Restart') };
    if (status.state === 'incompatible') void offerReplacement(link, status.message);
  };
  show(link.status);
  return disposeAll(item, link.onStatus(show));
}

function wordsOf(status: ServerStatus): { text: string; detail: string; severity: LanguageStatusSeverity } {
  switch (status.state) {
    case 'starting':
      return { text: l10n.t('CLUTCH is starting'), detail: '', severity: LanguageStatusSeverity.Information };
    case 'ready':
      return {
        text: l10n.t('CLUTCH is ready'),
        detail:
          status.server === null ? '' : l10n.t('server {0}, process {1}', status.server.version, status.server.pid),
        severity: LanguageStatusSeverity.Information,
      };
    case 'incompatible':
      return {
        text: l10n.t('CLUTCH: other version'),
        detail: status.message,
        severity: LanguageStatusSeverity.Warning,
      };
    case 'down':
      return { text: l10n.t('CLUTCH is not running'), detail: status.message, severity: LanguageStatusSeverity.Error };
  }
}

async function offerReplacement(link: ServerLink, message: string): Promise<void> {
  const reload = l10n.t('Reload Window');
  const replace = l10n.t('Replace Server');
  const choice = await window.showWarningMessage(message, reload, replace);
  if (choice === reload) await commands.executeCommand('workbench.action.reloadWindow');
  if (choice === replace) await link.restart({ replace: true });
}
