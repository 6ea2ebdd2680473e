import { l10n } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import type { Panels } from '../../../ui/panels.ts';
import { chooseProject } from '../choose-project.ts';
import type { AwayStore } from '../store.ts';

/** Shows the away plan of a project as a form; the form itself says where there is none yet. */
export const openAwayPlan =
  (store: AwayStore, panels: Panels): CommandHandler =>
  async (_services, argument) => {
    const project = await chooseProject(store, argument, l10n.t('Open Away Plan'), () => true);
    if (project !== undefined) panels.open(project.root);
  };
