import { Uri, window } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { projectTarget } from '../lens-target.ts';

/** Opens the PRP of the phase. */
export const openPrp: CommandHandler = async (_services, argument) => {
  const { root, path } = projectTarget(argument);
  await window.showTextDocument(Uri.joinPath(Uri.file(root), path));
};
