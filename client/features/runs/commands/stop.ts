import { l10n } from 'vscode';
import { StopRunMethod, type RunSelector } from '#schemas/protocol/runs.ts';
import { runChoices } from '#schemas/run/choices.ts';
import { RunView } from '#schemas/run/run.ts';
import { chooseRun } from '../../../ui/choose-run.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';

/** Stops a run. Nothing is lost by it: a finished workstream is kept, and `Resume Run` goes on from there. */
export const stopRun: CommandHandler = async ({ link, overview }, argument) => {
  requireTrust();
  const run = await chooseRun(overview, argument, {
    title: l10n.t('Stop Run'),
    none: l10n.t('No run is in progress.'),
    fits: (one) => runChoices(one).includes('stop'),
  });
  if (run === undefined) return;
  const params: RunSelector = { run: run.id, project: run.project.root };
  overview.merge(await link.request(StopRunMethod, RunView, params));
};
