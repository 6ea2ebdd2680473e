import { env, l10n, window } from 'vscode';
import { InviteMethod, InviteResult, ShareMethod, ShareResult } from '#schemas/protocol/collab.ts';
import type { Services } from '../../../services.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { choosePlace } from '../place.ts';
import { chooseFolder, chooseShared } from '../projects.ts';

/** This machine becomes main; the recovery code is shown once, and has to be put away. */
export const shareProject: CommandHandler = async (services) => {
  requireTrust();
  const root = await chooseFolder();
  const place = root === undefined ? undefined : await choosePlace(l10n.t('Share Project'));
  if (root === undefined || place === undefined) return;
  const { view, recoveryCode } = await services.link.request(ShareMethod, ShareResult, { root, place });
  if (recoveryCode !== null) await showRecoveryCode(recoveryCode);
  const invite = l10n.t('Invite Machine');
  const message = l10n.t('{0} is shared in {1}; this machine is main.', view.project, view.place);
  void window.showInformationMessage(message, invite).then((answer) => {
    if (answer === invite) return showInvitation(services, view.root);
  });
};

/** Asked again until the person has said that they have it: it is kept nowhere. */
async function showRecoveryCode(code: string): Promise<void> {
  const kept = l10n.t('I Have Written It Down');
  const copy = l10n.t('Copy');
  const detail = l10n.t(
    '{0}\n\nIt is shown now and never again. With it, another machine becomes main when this one is dead. Keep it on paper or in a password manager.',
    code,
  );
  for (;;) {
    const answer = await window.showWarningMessage(l10n.t('Recovery code'), { modal: true, detail }, kept, copy);
    if (answer === kept) return;
    if (answer === copy) await env.clipboard.writeText(code);
  }
}

export const inviteMachine: CommandHandler = async (services) => {
  requireTrust();
  const none = l10n.t('This machine is main of no project in this window. Share one first.');
  const view = await chooseShared(services, l10n.t('Invite Machine'), ({ role }) => role === 'main', none);
  if (view !== undefined) await showInvitation(services, view.root);
};

async function showInvitation({ link }: Services, root: string): Promise<void> {
  const { code, expiresAt } = await link.request(InviteMethod, InviteResult, { root });
  const copy = l10n.t('Copy');
  const until = new Date(expiresAt).toLocaleTimeString();
  const message = l10n.t('Code for one machine, until {0}: {1}. Enter it there with Join Project.', until, code);
  const answer = await window.showInformationMessage(message, copy);
  if (answer === copy) await env.clipboard.writeText(code);
}
