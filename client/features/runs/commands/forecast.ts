import { commands, l10n, Uri } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import type { ForecastRunParams } from '#schemas/protocol/runs.ts';
import { FORECAST_SCHEME } from '../../../ui/open-target.ts';
import { targetOf } from '../../../ui/target-of.ts';
import { choosePlan } from '../choose-plan.ts';

/** Shows what a run of the plan would come to. Starts nothing, so it needs no trust. */
export const forecastPlan: CommandHandler = async (services, argument) => {
  const target = targetOf(argument);
  const plan = target?.kind === 'plan' ? target : await choosePlan(services);
  if (plan === undefined) return;
  const params: ForecastRunParams = { target: `${plan.root}/${plan.prd}`, start: plan.start, end: plan.end ?? null };
  const name = plan.prd.replace(/^.*\//, '').replace(/\.md$/, '');
  const uri = Uri.from({
    scheme: FORECAST_SCHEME,
    path: `/${l10n.t('Forecast of {0}', name)}.md`,
    query: JSON.stringify(params),
  });
  await commands.executeCommand('vscode.open', uri);
};
