import { Uri, commands, l10n } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { chooseProject } from '../choose-project.ts';
import type { AwayStore } from '../store.ts';

/** Opens the report of the last time that the plan was armed, as the server has written it. */
export const showAwayReport =
  (store: AwayStore): CommandHandler =>
  async (_services, argument) => {
    const project = await chooseProject(
      store,
      argument,
      l10n.t('Show Away Report'),
      (view) => (view?.report ?? null) !== null,
    );
    const report = project && store.view(project.root)?.report;
    if (!report) return;
    await commands.executeCommand('markdown.showPreview', Uri.file(report.path));
  };
