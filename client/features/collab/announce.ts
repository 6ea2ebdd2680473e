import { commands, l10n, window, type Disposable } from 'vscode';
import type { CollabView, JoinRequest } from '#schemas/protocol/collab.ts';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { Services } from '../../services.ts';

/** Says once of each machine that it asks to join. Decides nothing, and takes no focus. */
export function announceJoins({ overview }: Pick<Services, 'overview'>): Disposable {
  const said = new Set<string>();
  return overview.onChanged((now) => announce(now, said));
}

function announce({ collab }: Overview, said: Set<string>): void {
  const asking = collab.flatMap((view) => view.joining.map((one) => ({ view, one })));
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
