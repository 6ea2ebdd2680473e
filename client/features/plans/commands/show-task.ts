import { commands } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { projectTarget } from '../lens-target.ts';

/** Opens the run that has the task in the Monitor; where it is gone, the tree of the tasks. */
export const showTask: CommandHandler = async ({ overview }, argument) => {
  const { run } = projectTarget(argument);
  if (run === undefined || overview.run(run) === undefined) await commands.executeCommand('clutch.tasks.focus');
  else await commands.executeCommand('clutch.openMonitor', { target: { kind: 'run', run } });
};
