import { l10n, window } from 'vscode';
import type { CollabView, JoinRequest } from '#schemas/protocol/collab.ts';
import type { Services } from '../../../services.ts';
import { askSafely } from '../../../ui/ask.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { machineRoleWords } from '../../../ui/role-words.ts';
import { targetOf } from '../../../ui/target-of.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { chooseShared, decide, sharedProjects } from '../projects.ts';
import { chooseRole } from '../roles.ts';

/** Shows who asks to join, with the fingerprint to compare, and what can be decided. */
export const decideJoin: CommandHandler = async (services) => {
  requireTrust();
  const title = l10n.t('Decide Who Joins');
  const none = l10n.t('No machine asks to join a project of this window.');
  const view = await chooseShared(services, title, ({ joining }) => joining.length > 0, none);
  if (view === undefined) return;
  const items = view.joining.map((one) => ({
    label: one.name,
    description: l10n.t('as {0} · {1}', machineRoleWords(one.role), one.fingerprint),
    detail: one.machine,
    one,
  }));
  const picked = await window.showQuickPick(items, { title, placeHolder: l10n.t('Which machine?') });
  if (picked !== undefined) await askAbout(services, view, picked.one);
};

export const confirmMachine: CommandHandler = async (services, argument) => {
  requireTrust();
  const { view, machine } = await rowOf(services, argument, 'joining');
  const asks = view.joining.find((one) => one.machine === machine);
  if (asks === undefined) throw new Error(l10n.t('That machine does not ask any more. Look at Peers again.'));
  await askAbout(services, view, asks);
};

export const rejectMachine: CommandHandler = async (services, argument) => {
  requireTrust();
  const { view, machine } = await rowOf(services, argument, 'joining');
  await decide(services, { verb: 'reject', root: view.root, machine });
};

/** A machine is let in only by a person who was shown what to compare. */
async function askAbout(services: Services, { root, project }: CollabView, asks: JoinRequest): Promise<void> {
  const { machine, name, role, fingerprint } = asks;
  const worker = l10n.t('Let In as Worker');
  const observer = l10n.t('Let In as Observer');
  const no = l10n.t('Reject');
  const buttons = role === 'observer' ? [observer, worker, no] : [worker, observer, no];
  const question = l10n.t('Let {0} join {1}?', name, project);
  const detail = l10n.t(
    'Only if its person sees the same fingerprint:\n\n{0}\n\nIt calls itself {1}.',
    fingerprint,
    machine,
  );
  const answer = await askSafely(question, detail, ...buttons);
  if (answer === no) await decide(services, { verb: 'reject', root, machine });
  if (answer === worker) await decide(services, { verb: 'confirm', root, machine, role: 'worker' });
  if (answer === observer) await decide(services, { verb: 'confirm', root, machine, role: 'observer' });
}

export const changeMachineRole: CommandHandler = async (services, argument) => {
  requireTrust();
  const { view, machine } = await rowOf(services, argument, 'peer');
  const role = await chooseRole(l10n.t('Change Role'));
  if (role !== undefined) await decide(services, { verb: 'role', root: view.root, machine, role });
};

export const handOverMain: CommandHandler = async (services, argument) => {
  requireTrust();
  const { view, machine } = await rowOf(services, argument, 'peer');
  const question = l10n.t('Make {0} main of {1}?', machine, view.project);
  const detail = l10n.t('It decides from then on; this machine goes on as a worker.');
  if (await isSure(question, detail, l10n.t('Hand Over'))) {
    await decide(services, { verb: 'hand-over', root: view.root, machine });
  }
};

export const revokeMachine: CommandHandler = async (services, argument) => {
  requireTrust();
  const { view, machine } = await rowOf(services, argument, 'peer');
  const question = l10n.t('Revoke {0}?', machine);
  const detail = l10n.t(
    'Nothing that it says counts from then on. It can read what it had, and comes back only under a new identity.',
  );
  if (await isSure(question, detail, l10n.t('Revoke'))) {
    await decide(services, { verb: 'revoke', root: view.root, machine });
  }
};

/** Main is dead, and a person has the code that was shown when the project was first shared. */
export const takeOverMain: CommandHandler = async (services) => {
  requireTrust();
  const title = l10n.t('Make This Machine Main');
  const none = l10n.t('This machine is a worker or observer of no project in this window.');
  const fits = ({ role }: CollabView): boolean => role === 'worker' || role === 'observer';
  const view = await chooseShared(services, title, fits, none);
  if (view === undefined) return;
  const prompt = l10n.t('The recovery code of {0}. The main that there was becomes a worker.', view.project);
  const validateInput = (value: string): string | undefined =>
    value.trim() === '' ? l10n.t('A recovery code has 24 letters in groups of four.') : undefined;
  const recoveryCode = await window.showInputBox({
    title,
    prompt,
    password: true,
    ignoreFocusOut: true,
    validateInput,
  });
  if (recoveryCode) await decide(services, { verb: 'take-over', root: view.root, recoveryCode });
};

export const leaveProject: CommandHandler = async (services) => {
  requireTrust();
  const none = l10n.t('No project of this window is shared.');
  const view = await chooseShared(services, l10n.t('Leave Shared Project'), () => true, none);
  if (view === undefined) return;
  const question = l10n.t('Leave {0} with this machine?', view.project);
  const detail = l10n.t('The repository stays as it is. To come back it needs a new code.');
  if (await isSure(question, detail, l10n.t('Leave'))) await decide(services, { verb: 'leave', root: view.root });
};

async function isSure(question: string, detail: string, yes: string): Promise<boolean> {
  return (await askSafely(question, detail, yes)) === yes;
}

/** The machine of the row that a command was called on, with its project as it is now. */
async function rowOf(
  services: Services,
  argument: unknown,
  kind: 'joining' | 'peer',
): Promise<{ readonly view: CollabView; readonly machine: string }> {
  const target = targetOf(argument);
  if (target?.kind === kind) {
    const view = (await sharedProjects(services)).find(({ root }) => root === target.root);
    if (view !== undefined) return { view, machine: target.machine };
  }
  throw new Error(l10n.t('Choose a machine in Peers.'));
}
