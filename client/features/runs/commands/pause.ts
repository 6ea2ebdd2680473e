import { l10n } from 'vscode';
import { PauseRunMethod, type RunSelector } from '#schemas/protocol/runs.ts';
import { runChoices } from '#schemas/run/choices.ts';
import { RunView } from '#schemas/run/run.ts';
import { chooseRun } from '../../../ui/choose-run.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';

/** Lets the agents that work come to their end and starts no others. */
export const pauseRun: CommandHandler = async ({ link, overview }, argument) => {
  requireTrust();
  const run = await chooseRun(overview, argument, {
    title: l10n.t('Pause Run'),
    none: l10n.t('No run is in progress.'),
    fits: (one) => runChoices(one).includes('pause'),
  });
  if (run === undefined) return;
  const params: RunSelector = { run: run.id, project: run.project.root };
  overview.merge(await link.request(PauseRunMethod, RunView, params));
};
