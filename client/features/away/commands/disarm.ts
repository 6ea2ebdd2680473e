import { l10n, window } from 'vscode';
import { AwayView, DisarmAwayMethod, type AwayState, type DisarmAwayParams } from '#schemas/protocol/away.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { chooseProject } from '../choose-project.ts';
import type { AwayStore } from '../store.ts';

const ARMED: readonly AwayState[] = ['armed', 'expired', 'stopped'];

/** Ends the armed state at once, or takes note that it has ended. Nothing is asked: it only makes things safer. */
export const disarmAwayPlan =
  (store: AwayStore): CommandHandler =>
  async ({ link }, argument) => {
    requireTrust();
    const project = await chooseProject(
      store,
      argument,
      l10n.t('Disarm Away Plan'),
      (view) => view !== undefined && ARMED.includes(view.state),
    );
    if (project === undefined) return;
    const params: DisarmAwayParams = { project: project.root, why: null };
    store.merge(project.root, await link.request(DisarmAwayMethod, AwayView, params));
    window.setStatusBarMessage(l10n.t('The away plan is disarmed. Agents ask again.'), 4000);
  };
