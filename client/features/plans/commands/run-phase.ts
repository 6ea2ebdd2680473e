import { commands, l10n, window, workspace } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';
import { lensTarget, onPhase } from '../lens-target.ts';

/** Asks, then starts a run with the phase: a click in a text must not set agents to work by accident. */
export const runPhase: CommandHandler = async (services, argument) => {
  requireTrust();
  const advice = l10n.t('There is no phase to run here. Put the cursor into a phase of a PRD that is not at work.');
  const { root, document, prd, phase } = onPhase(await lensTarget(services, argument, 'clutch.runPhase', advice));
  const only = l10n.t('Run Phase {0}', phase);
  const onward = l10n.t('Run From Phase {0} On', phase);
  const detail = [
    l10n.t('Agents change files and make commits in {0}. A run can be stopped at any time.', root),
    ...(isUnsaved(document) ? [l10n.t('The plan has changes that are not saved. The run follows what is saved.')] : []),
  ].join('\n\n');
  const message = l10n.t('Run phase {0} of {1}?', phase, prd);
  const choice = await window.showWarningMessage(message, { modal: true, detail }, only, onward);
  if (choice === undefined) return;
  const target = { kind: 'plan', root, prd, start: phase, end: choice === only ? phase : null };
  await commands.executeCommand('clutch.runFromPhase', { target });
};

const isUnsaved = (document: string): boolean =>
  workspace.textDocuments.some(({ uri, isDirty }) => isDirty && uri.toString() === document);
