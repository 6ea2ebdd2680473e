import { Uri, commands, l10n } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { inProject, lensTarget } from '../lens-target.ts';

/** Opens the PRP of the phase. */
export const openPrp: CommandHandler = async (services, argument) => {
  const advice = l10n.t('There is no PRP to open here. Put the cursor into a phase of a PRD that has one.');
  const { root, path } = inProject(await lensTarget(services, argument, 'clutch.openPrp', advice));
  // Not by the API for text documents: that keeps a document open for minutes after its editor is closed.
  await commands.executeCommand('vscode.open', Uri.joinPath(Uri.file(root), path));
};
