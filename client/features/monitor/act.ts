import { Uri, commands, window } from 'vscode';
import { AnswerQuestionMethod, type AnswerQuestionParams } from '#schemas/protocol/runs.ts';
import { RunView } from '#schemas/run/run.ts';
import type { FromMonitor } from '#schemas/webview/monitor.ts';
import { messageOf } from '../../server-link/errors.ts';
import type { Services } from '../../services.ts';
import { requireTrust } from '../../ui/trust.ts';

export type MonitorAction = Exclude<FromMonitor, { type: 'ready' }>;

/** Does what a button of the Monitor asks, by the same commands that the palette has. Never rejects. */
export async function actOn(services: Services, action: MonitorAction): Promise<void> {
  try {
    switch (action.type) {
      case 'stop':
        return await commands.executeCommand('clutch.stopRun', rowOf(action.run));
      case 'resume':
        return await commands.executeCommand('clutch.resumeRun', rowOf(action.run));
      case 'open-report':
        return await commands.executeCommand('clutch.openReport', rowOf(action.run));
      case 'run-plan':
        return await commands.executeCommand('clutch.runPlan');
      case 'restart-server':
        return await commands.executeCommand('clutch.restartServer');
      case 'answer':
        return await answer(services, { run: action.run, question: action.question, option: action.option });
      case 'open-file':
        return await openFile(services, action.run, action.path);
    }
  } catch (error) {
    services.log.error(`Monitor, ${action.type}: ${messageOf(error)}`);
    void window.showErrorMessage(messageOf(error));
  }
}

const rowOf = (run: string) => ({ target: { kind: 'run', run } });

async function answer({ link, overview }: Services, params: AnswerQuestionParams): Promise<void> {
  requireTrust();
  overview.merge(await link.request(AnswerQuestionMethod, RunView, params));
}

async function openFile({ overview }: Services, runId: string, path: string): Promise<void> {
  const run = overview.run(runId);
  // Paths come from an agent's work: only what lies inside the project is opened.
  if (run === undefined || path.split(/[/\\]/).includes('..'))
    throw new Error(`${path} is not a file of this project.`);
  await commands.executeCommand('vscode.open', Uri.joinPath(Uri.file(run.project.root), path));
}
