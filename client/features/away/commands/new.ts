import { WorkspaceEdit, l10n, window, workspace } from 'vscode';
import { NewAwayPlanMethod, NewAwayPlanResult, type NewAwayPlanParams } from '#schemas/protocol/away-form.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import type { Panels } from '../../../ui/panels.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { PLAN_NAME, chooseProject, planUri } from '../choose-project.ts';
import type { AwayStore } from '../store.ts';

/** Writes an away plan in its long form and opens it as a form. One that is there already is opened and left as it is. */
export const newAwayPlan =
  (store: AwayStore, panels: Panels): CommandHandler =>
  async ({ link }, argument) => {
    requireTrust();
    const project = await chooseProject(
      store,
      argument,
      l10n.t('New Away Plan'),
      (view) => view === undefined || view.state === 'none',
    );
    if (project === undefined) return;
    const uri = planUri(project.root);
    const params: NewAwayPlanParams = { project: project.root };
    const { text } = await link.request(NewAwayPlanMethod, NewAwayPlanResult, params);
    const edit = new WorkspaceEdit();
    edit.createFile(uri, { overwrite: false, ignoreIfExists: false, contents: new TextEncoder().encode(text) });
    if (await workspace.applyEdit(edit)) store.refresh(project.root);
    else void window.showInformationMessage(l10n.t('{0} exists already and is left as it is.', PLAN_NAME));
    panels.open(project.root);
  };
