import type { Connection } from 'vscode-languageserver';
import {
  AnswerQuestionMethod,
  AnswerQuestionParams,
  ListRunsMethod,
  ListRunsParams,
  ResumeRunMethod,
  RunSelector,
  StartRunMethod,
  StartRunParams,
  StopRunMethod,
} from '#schemas/protocol/runs.ts';
import { EffectError } from '../../runs/effect-error.ts';
import { selectRun } from '../../runs/select-run.ts';
import { onRequest } from '../requests.ts';
import type { Services } from '../services.ts';

export function registerRuns(connection: Connection, services: Services): void {
  const { log, supervisor } = services;
  onRequest(connection, log, StartRunMethod, StartRunParams, (params) => services.startRun(params));
  onRequest(connection, log, ListRunsMethod, ListRunsParams, ({ project }) =>
    supervisor.views().filter((view) => project === null || view.project.root === project),
  );
  onRequest(connection, log, StopRunMethod, RunSelector, (selector) => {
    const { id } = selectRun(supervisor.views(), selector, 'stop');
    return supervisor.command(id, (at) => ({ type: 'stop-requested', at }));
  });
  onRequest(connection, log, ResumeRunMethod, RunSelector, (selector) => {
    const { id } = selectRun(supervisor.views(), selector, 'resume');
    return supervisor.command(id, (at) => ({ type: 'resume-requested', at }));
  });
  onRequest(connection, log, AnswerQuestionMethod, AnswerQuestionParams, ({ run, question, option }) => {
    requireOpenQuestion(services, run, question, option);
    return supervisor.command(run, (at) => ({ type: 'question-answered', at, question, option }));
  });
}

function requireOpenQuestion({ supervisor }: Services, run: string, question: string, option: string): void {
  const asked = supervisor.view(run)?.questions.find(({ id }) => id === question);
  if (!asked)
    throw new EffectError(
      'user',
      `Run ${run} has no open question ${question}. \`clutch status\` shows what is asked.`,
    );
  if (asked.options.some(({ id }) => id === option)) return;
  const options = asked.options.map(({ id }) => id).join(', ');
  throw new EffectError('user', `“${option}” is no answer to “${asked.text}”. Choose one of: ${options}.`);
}
