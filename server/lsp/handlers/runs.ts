import type { Connection } from 'vscode-languageserver';
import { AgentOutputMethod, AgentOutputParams, type AgentOutputResult } from '#schemas/protocol/agent-output.ts';
import {
  AnswerSignalMethod,
  AnswerSignalParams,
  ForecastRunMethod,
  ForecastRunParams,
  ListRecordsMethod,
  ListRecordsParams,
  ListRunsMethod,
  ListRunsParams,
  PauseRunMethod,
  ResumeRunMethod,
  ResumeRunParams,
  RunSelector,
  StartRunMethod,
  StartRunParams,
  SteerRunMethod,
  SteerRunParams,
  StopRunMethod,
} from '#schemas/protocol/runs.ts';
import { EffectError } from '../../runs/effect-error.ts';
import { requireAnswer, requireSteerable } from '../../runs/decisions.ts';
import { forecastPlan } from '../../runs/forecast-plan.ts';
import { policyOf, readProjectConfig } from '../../runs/project-config.ts';
import { selectRun } from '../../runs/select-run.ts';
import { entriesOfRun, requireTrust } from '../../runs/trust.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerRuns(connection: Connection, services: Services): void {
  const { log, supervisor } = services;
  onRequest(connection, log, StartRunMethod, StartRunParams, (params) => services.startRun(params));
  onRequest(connection, log, ListRunsMethod, ListRunsParams, ({ project }) =>
    supervisor.views().filter((view) => project === null || view.project.root === project),
  );
  onRequest(connection, log, ListRecordsMethod, ListRecordsParams, ({ run, kinds }) => {
    if (!supervisor.view(run))
      throw new EffectError('user', `There is no run ${run}. \`clutch status\` lists the runs.`);
    return services.recordsOf(run, kinds);
  });
  onRequest(connection, log, StopRunMethod, RunSelector, (selector) => {
    const { id } = selectRun(supervisor.views(), selector, 'stop');
    return supervisor.command(id, (at) => ({ type: 'stop-requested', at }));
  });
  onRequest(connection, log, PauseRunMethod, RunSelector, (selector) => {
    const { id } = selectRun(supervisor.views(), selector, 'pause');
    return supervisor.command(id, (at) => ({ type: 'pause-requested', at }));
  });
  onRequest(connection, log, ForecastRunMethod, ForecastRunParams, (params) =>
    forecastPlan(params, supervisor.views()),
  );
  onRequest(connection, log, ResumeRunMethod, ResumeRunParams, async (params) => {
    const { runtime, model, consent: given, ...selector } = params;
    const view = selectRun(supervisor.views(), selector, 'resume');
    const { id, project } = view;
    services.requireAgent(runtime, project.root);
    const consent = given === 'listed' ? 'listed' : 'all';
    if (consent === 'listed' && services.trust.ofRun(id) === 'listed') {
      requireTrust(services.trust, project.root, await entriesOfRun(view, runtime));
    }
    const policy = policyOf(readProjectConfig(project.root), { runtime: runtime ?? view.runtime, model });
    return supervisor.command(id, (at) => ({ type: 'resume-requested', at, policy, runtime, consent }));
  });
  onRequest(connection, log, SteerRunMethod, SteerRunParams, ({ run, ...decision }) => {
    const view = supervisor.view(run);
    requireSteerable(view, run, decision);
    services.requireAgent(decision.runtime, view.project.root);
    return supervisor.command(run, (at) => ({ type: 'steered', at, ...decision }));
  });
  onRequest(connection, log, AgentOutputMethod, AgentOutputParams, ({ from, ...place }): AgentOutputResult => {
    return services.outputs.read(place, from);
  });
  onRequest(connection, log, AnswerSignalMethod, AnswerSignalParams, ({ run, ...answer }) => {
    requireAnswer(supervisor.view(run), run, answer);
    return supervisor.command(run, (at) => ({ type: 'signal-answered', at, ...answer }));
  });
}
