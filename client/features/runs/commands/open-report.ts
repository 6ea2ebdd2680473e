import { commands, l10n } from 'vscode';
import { chooseRun } from '../../../ui/choose-run.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { reportPath } from '../../../ui/document-paths.ts';
import { documentUri } from '../../../ui/open-target.ts';

/** Opens the completion report of a run, rendered. */
export const openReport: CommandHandler = async ({ overview }, argument) => {
  const run = await chooseRun(overview, argument, {
    title: l10n.t('Open Completion Report'),
    none: l10n.t('No run has completed yet.'),
    fits: ({ report }) => report !== null,
  });
  if (run !== undefined) await commands.executeCommand('markdown.showPreview', documentUri(reportPath(run.id)));
};
