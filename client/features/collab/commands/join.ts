import { l10n, window } from 'vscode';
import * as z from 'zod';
import { JoinMethod, JoinResult } from '#schemas/protocol/collab.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { machineRoleWords } from '../../../ui/role-words.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { Place, choosePlace } from '../place.ts';
import { chooseFolder } from '../projects.ts';
import { chooseRole } from '../roles.ts';

/** Where to meet, when a link has said it. A person still sees it before the code is sent there. */
const Known = z.object({ place: Place });

/** Asks main to let this machine in, with the code that a person on main made. */
export const joinProject: CommandHandler = async ({ link }, argument) => {
  requireTrust();
  const title = l10n.t('Join Project');
  const root = await chooseFolder();
  const known = Known.safeParse(argument).data?.place;
  const place = root === undefined ? undefined : (known ?? (await choosePlace(title)));
  if (root === undefined || place === undefined) return;
  const where = 'folder' in place ? place.folder : place.nats;
  const code = await window.showInputBox({
    title,
    prompt: l10n.t('The code that Invite Machine or clutch invite shows on main. It is sent to {0}.', where),
    ignoreFocusOut: true,
    validateInput: (value) =>
      value.trim().length < 8 || value.trim().length > 64
        ? l10n.t('A code has 16 letters in groups of four.')
        : undefined,
  });
  const role = code === undefined ? undefined : await chooseRole(title);
  if (code === undefined || role === undefined) return;
  const wish = { root, place, code: code.trim(), role, name: null, capabilities: [], slots: null };
  const { view, fingerprint } = await link.request(JoinMethod, JoinResult, wish);
  const message =
    view.role === null
      ? l10n.t(
          'Asked to join {0}. A person on main confirms it, if they see this fingerprint: {1}',
          view.project,
          fingerprint,
        )
      : l10n.t('This machine is {0} of {1} already.', machineRoleWords(view.role), view.project);
  void window.showInformationMessage(message);
};
