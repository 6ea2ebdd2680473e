import { l10n, window, workspace } from 'vscode';
import {
  ArmAwayMethod,
  AwayView,
  ShowAwayMethod,
  type ArmAwayParams,
  type ShowAwayParams,
} from '#schemas/protocol/away.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { chooseProject, planUri } from '../choose-project.ts';
import { confirmArming } from '../confirm-arming.ts';
import type { AwayStore } from '../store.ts';

/** Makes an away plan policy, once the person has seen what it allows. */
export const armAwayPlan =
  (store: AwayStore): CommandHandler =>
  async ({ link }, argument) => {
    requireTrust();
    const project = await chooseProject(store, argument, l10n.t('Arm Away Plan'), (view) => view?.state === 'ready');
    if (project === undefined) return;
    const open = workspace.textDocuments.find(({ uri }) => uri.toString() === planUri(project.root).toString());
    if (open?.isDirty === true) {
      throw new Error(l10n.t('The away plan has changes that are not saved. Save it, look at it again, then arm it.'));
    }
    // Asked anew: what is confirmed is what the disk says now, and the server refuses any other.
    const params: ShowAwayParams = { project: project.root };
    const view = await link.request(ShowAwayMethod, AwayView, params);
    store.merge(project.root, view);
    const [blocker] = view.blockers;
    if (view.state !== 'ready' || view.hash === null) {
      throw new Error(blocker?.message ?? l10n.t('This away plan cannot be armed now.'));
    }
    if (!(await confirmArming(view))) return;
    const armed: ArmAwayParams = { project: project.root, confirm: view.hash };
    store.merge(project.root, await link.request(ArmAwayMethod, AwayView, armed));
    window.setStatusBarMessage(l10n.t('The away plan is armed.'), 4000);
  };
