import { l10n } from 'vscode';
import { ResumeRunMethod, type RunSelector } from '#schemas/protocol/runs.ts';
import { RunView } from '#schemas/run/run.ts';
import { chooseRun } from '../../../ui/choose-run.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';

/** Goes on with a run that waits, was stopped or failed; what is finished is not done again. */
export const resumeRun: CommandHandler = async ({ link, overview }, argument) => {
  requireTrust();
  const run = await chooseRun(overview, argument, {
    title: l10n.t('Resume Run'),
    none: l10n.t('No run waits to be resumed.'),
    fits: ({ status }) => status === 'waiting' || status === 'stopped' || status === 'failed',
  });
  if (run === undefined) return;
  const params: RunSelector = { run: run.id, project: run.project.root };
  overview.merge(await link.request(ResumeRunMethod, RunView, params));
};
