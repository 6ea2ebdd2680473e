import { setTimeout as delay } from 'node:timers/promises';
import { Uri, commands, env, extensions, l10n, window } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { peerOfRow } from './find.ts';

export const copyPeerId: CommandHandler = async ({ overview }, argument) => {
  const { peer } = peerOfRow(overview, argument);
  await env.clipboard.writeText(peer.id);
  window.setStatusBarMessage(l10n.t('Copied: {0}', peer.id), 4000);
};

/** Extensions that know how to open a window over SSH. */
const OPENERS = ['ms-vscode-remote.remote-ssh', 'jeanp413.open-remote-ssh'] as const;
const OPEN_MS = 15_000;
/** A host, or a person at a host; it was written by another machine. */
const HOST = /^(?!-)[\w.-]+(?:@(?!-)[\w.-]+)?$/;

/** Opens the project's folder on that machine in a new window, which attaches to the server that works there. */
export const openOverSsh: CommandHandler = async ({ overview }, argument) => {
  const { view, peer } = peerOfRow(overview, argument);
  const { ssh, name } = peer;
  if (ssh === null)
    throw new Error(l10n.t('{0} has not said how it is reached by SSH: collab.ssh in its configuration.', name));
  if (!HOST.test(ssh)) throw new Error(l10n.t('{0} says that it is reached at “{1}”, which is no host.', name, ssh));
  if (!OPENERS.some((id) => extensions.getExtension(id))) {
    throw new Error(
      l10n.t('No extension for windows over SSH is installed. Install Remote - SSH, or use a terminal: ssh {0}', ssh),
    );
  }
  const path = await window.showInputBox({
    title: l10n.t('Open {0} over SSH', name),
    prompt: l10n.t('The project’s folder on {0}', ssh),
    value: view.root,
    validateInput: (value) => (value.startsWith('/') ? undefined : l10n.t('Write the whole path, from /.')),
  });
  if (path === undefined) return;
  const uri = Uri.from({ scheme: 'vscode-remote', authority: `ssh-remote+${ssh}`, path });
  const opened = Promise.resolve(commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true }));
  const isOpen = await Promise.race([opened.then(() => true), delay(OPEN_MS, false, { ref: false })]);
  if (!isOpen) {
    const seconds = OPEN_MS / 1000;
    throw new Error(
      l10n.t('No window was opened over SSH within {0} s. Try in a terminal whether ssh {1} answers.', seconds, ssh),
    );
  }
};
