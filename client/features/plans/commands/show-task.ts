import { commands, l10n, window } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { inProject, lensTarget } from '../lens-target.ts';

/** Opens the run that has the task in the Monitor; where it is gone, the tree of the tasks. */
export const showTask: CommandHandler = async (services, argument) => {
  const advice = l10n.t('No run has a task here. Put the cursor into a phase or a workstream that is being worked on.');
  const { run } = inProject(await lensTarget(services, argument, 'clutch.showTask', advice));
  if (run !== undefined && services.overview.run(run) !== undefined) {
    await commands.executeCommand('clutch.openMonitor', { target: { kind: 'run', run } });
    return;
  }
  await commands.executeCommand('clutch.tasks.focus');
  void window.showInformationMessage(l10n.t('The run of this task is gone. These are the tasks that there are.'));
};
