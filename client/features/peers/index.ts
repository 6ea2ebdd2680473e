import type { Disposable } from 'vscode';
import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createOverviewTree } from '../../ui/tree-view.ts';
import { copyPeerId, openOverSsh } from './commands/machine.ts';
import { decideRequest } from './commands/request.ts';
import { sendNote, sendRequest } from './commands/send.ts';
import { peersManifest } from './manifest.ts';
import { peerRows } from './tree.ts';

/** The machines that take part in shared projects, and what they ask of each other. */
export const peers: Feature = (services) => {
  const { overview } = services;
  let watching: Disposable | null = null;
  const watch = (visible: boolean): void => {
    watching?.dispose();
    watching = visible ? overview.watchCollab() : null;
  };
  return disposeAll(
    { dispose: () => watching?.dispose() },
    registerCommands(services, peersManifest, {
      'clutch.sendNote': sendNote,
      'clutch.sendRequest': sendRequest,
      'clutch.openOverSsh': openOverSsh,
      'clutch.copyPeerId': copyPeerId,
      'clutch.claimRequest': decideRequest('claim'),
      'clutch.finishRequest': decideRequest('finish'),
      'clutch.cancelRequest': decideRequest('cancel'),
    }),
    createOverviewTree({ view: 'clutch.peers', overview, rows: peerRows, onVisible: watch }),
  );
};
