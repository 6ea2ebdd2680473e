import { commands, l10n, window, type Disposable } from 'vscode';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { RunStatus, RunView } from '#schemas/run/run.ts';
import type { OverviewStore } from '../../overview-store.ts';
import { notifies } from '../../ui/notifications.ts';
import { runName } from '../../ui/run-name.ts';

/** Says that a run is completed which this window saw at work, to who wants to hear of that. Takes no focus. */
export function announceCompletion(overview: OverviewStore): Disposable {
  const seen = new Map<string, RunStatus>();
  return overview.onChanged((now: Overview) => {
    for (const run of now.runs) {
      const before = seen.get(run.id);
      const worked = before === 'running' || before === 'waiting';
      if (worked && run.status === 'completed' && notifies('news')) void announce(run);
      seen.set(run.id, run.status);
    }
  });
}

async function announce(run: RunView): Promise<void> {
  const count = run.phases.length;
  const message =
    count === 1
      ? l10n.t('{0} is completed: 1 phase.', runName(run))
      : l10n.t('{0} is completed: {1} phases.', runName(run), count);
  const open = l10n.t('Open Report');
  if ((await window.showInformationMessage(message, open)) !== open) return;
  await commands.executeCommand('clutch.openReport', { target: { kind: 'run', run: run.id } });
}
