import { commands, l10n, window, type Disposable } from 'vscode';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { RunStatus, RunView } from '#schemas/run/run.ts';
import type { OverviewStore } from '../../overview-store.ts';

/**
 * Says what a person would be sorry to miss: an agent's question, and how a run ended that this window saw running.
 * One message for all new questions, and nothing again that was said once.
 */
export function announceRuns(overview: OverviewStore): Disposable {
  const asked = new Set<string>();
  const seen = new Map<string, RunStatus>();
  return overview.onChanged((now: Overview) => {
    const fresh = now.runs.flatMap((run) => run.questions.map((question) => ({ run, question })));
    const unsaid = fresh.filter(({ question }) => !asked.has(question.id));
    for (const { question } of unsaid) asked.add(question.id);
    const first = unsaid[0];
    if (first !== undefined) {
      const { workstream, text } = first.question;
      const message =
        unsaid.length === 1
          ? l10n.t('{0} asks: {1}', workstream, text)
          : l10n.t('{0} questions of agents wait for an answer.', unsaid.length);
      void offer(message, 'info', [l10n.t('Answer…'), 'clutch.answerQuestion'], first.run);
    }
    for (const run of now.runs) {
      if (seen.get(run.id) === 'running' && run.status !== 'running') announceEnd(run);
      seen.set(run.id, run.status);
    }
  });
}

function announceEnd(run: RunView): void {
  if (run.status === 'completed') {
    const message = l10n.t('{0} is completed: {1} phases.', run.prd, run.phases.length);
    void offer(message, 'info', [l10n.t('Open Report'), 'clutch.openReport'], run);
  } else if (run.status === 'failed' || (run.status === 'waiting' && run.questions.length === 0)) {
    void offer(
      `${run.prd}: ${run.reason ?? run.status}`,
      'warning',
      [l10n.t('Open Monitor'), 'clutch.openMonitor'],
      run,
    );
  }
}

async function offer(
  message: string,
  kind: 'info' | 'warning',
  [button, command]: readonly [string, string],
  run: RunView,
): Promise<void> {
  const show = kind === 'info' ? window.showInformationMessage : window.showWarningMessage;
  const choice = await show(message, button);
  if (choice === button) await commands.executeCommand(command, { target: { kind: 'run', run: run.id } });
}
