import { commands, l10n, window, type Disposable } from 'vscode';
import * as z from 'zod';
import { CollabChangedMethod, type CollabView, type JoinRequest } from '#schemas/protocol/collab.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { throttle } from '../../ui/throttle.ts';
import { sharedProjects } from './projects.ts';

/** Machines beat every few seconds; somebody who asks to join can wait as long. */
const LOOK_MS = 3_000;

/** Says once of each machine that it asks to join. Decides nothing, and takes no focus. */
export function announceJoins(services: Services): Disposable {
  const said = new Set<string>();
  const look = throttle(LOOK_MS, () => {
    announce(services, said).catch((error: unknown) =>
      services.log.warn(`Who asks to join could not be read: ${messageOf(error)}`),
    );
  });
  services.link.onNotification(CollabChangedMethod, z.unknown(), look);
  const status = services.link.onStatus(({ state }) => state === 'ready' && look());
  return { dispose: () => [look, status].forEach((one) => one.dispose()) };
}

async function announce(services: Services, said: Set<string>): Promise<void> {
  const asking = (await sharedProjects(services)).flatMap((view) => view.joining.map((one) => ({ view, one })));
  const fresh = asking.filter(({ view, one }) => !said.has(keyOf(view, one)));
  for (const { view, one } of fresh) said.add(keyOf(view, one));
  const [first] = fresh;
  if (first === undefined) return;
  const message =
    fresh.length === 1
      ? l10n.t('{0} asks to join {1}.', first.one.name, first.view.project)
      : l10n.t('{0} machines ask to join.', fresh.length);
  const decide = l10n.t('Decide…');
  void window.showInformationMessage(message, decide).then((answer) => {
    if (answer === decide) void commands.executeCommand('clutch.decideJoin');
  });
}

const keyOf = ({ project }: CollabView, { machine, at }: JoinRequest): string => `${project}/${machine}/${at}`;
