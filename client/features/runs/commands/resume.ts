import { l10n } from 'vscode';
import { ResumeRunMethod, type ResumeRunParams } from '#schemas/protocol/runs.ts';
import { runChoices } from '#schemas/run/choices.ts';
import { RunView } from '#schemas/run/run.ts';
import type { Services } from '../../../services.ts';
import { askRuntime } from '../../../ui/ask.ts';
import { chooseRun } from '../../../ui/choose-run.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import { requireTrust } from '../../../ui/trust.ts';

/** Goes on with a run that waits, is paused, was stopped or failed; what is finished is not done again. */
export const resumeRun: CommandHandler = async (services, argument) => {
  const run = await resumableRun(services, argument, l10n.t('Resume Run'));
  if (run !== undefined) await resume(services, run, null);
};

/** The same, with another runtime for all sessions to come. */
export const resumeRunWith: CommandHandler = async (services, argument) => {
  const title = l10n.t('Resume Run With Another Runtime');
  const run = await resumableRun(services, argument, title);
  if (run === undefined) return;
  const runtime = await askRuntime(services.link, run.project.root, title, run.runtime);
  if (runtime !== undefined) await resume(services, run, runtime);
};

function resumableRun({ overview }: Services, argument: unknown, title: string): Promise<RunView | undefined> {
  requireTrust();
  return chooseRun(overview, argument, {
    title,
    none: l10n.t('No run waits to be resumed.'),
    fits: (run) => runChoices(run).includes('resume'),
  });
}

async function resume({ link, overview }: Services, run: RunView, runtime: string | null): Promise<void> {
  const params: ResumeRunParams = { run: run.id, project: run.project.root, runtime, consent: 'workspace' };
  overview.merge(await link.request(ResumeRunMethod, RunView, params));
}
