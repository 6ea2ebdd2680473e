import { commands, l10n, window } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { phaseTarget } from '../lens-target.ts';

/** Asks, then starts a run with the phase: a click in a text must not set agents to work by accident. */
export const runPhase: CommandHandler = async (_services, argument) => {
  requireTrust();
  const { root, prd, phase } = phaseTarget(argument);
  const only = l10n.t('Run Phase {0}', phase);
  const onward = l10n.t('Run From Phase {0} On', phase);
  const detail = l10n.t('Agents change files and make commits in {0}. A run can be stopped at any time.', root);
  const message = l10n.t('Run phase {0} of {1}?', phase, prd);
  const choice = await window.showWarningMessage(message, { modal: true, detail }, only, onward);
  if (choice === undefined) return;
  const target = { kind: 'plan', root, prd, start: phase, end: choice === only ? phase : null };
  await commands.executeCommand('clutch.runFromPhase', { target });
};
