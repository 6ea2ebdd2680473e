import { commands } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { walkthrough } from '../walkthrough.ts';

/** Opens the walkthrough; nothing else ever does. */
export const openWalkthrough: CommandHandler = async ({ context }) => {
  await commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#${walkthrough.id}`, false);
};
