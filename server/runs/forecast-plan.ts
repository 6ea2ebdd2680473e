import type { ForecastRunParams } from '#schemas/protocol/runs.ts';
import type { Forecast } from '#schemas/run/forecast.ts';
import type { RunView } from '#schemas/run/run.ts';
import { forecast } from '../engine/forecast.ts';
import { historyOf } from './history.ts';
import { planAhead } from './plan-ahead.ts';
import { policyOf, readProjectConfig } from './project-config.ts';
import { normalisePhase, resolveTarget } from './resolve-target.ts';

/** What a run would come to. `views` are the runs that are known, for their experience; none is needed. */
export async function forecastPlan(params: ForecastRunParams, views: readonly RunView[]): Promise<Forecast> {
  const { root, prd } = resolveTarget(params.target);
  const start = params.start === null ? null : normalisePhase(params.start);
  const end = params.end === null ? null : normalisePhase(params.end);
  const phases = await planAhead({ root, prd, start, end });
  const config = readProjectConfig(root);
  const policy = policyOf(config, { runtime: config.runtime });
  const history = historyOf(views.filter(({ project }) => project.root === root));
  return { project: root, ...forecast({ prd, start, end, policy, history, phases }) };
}
