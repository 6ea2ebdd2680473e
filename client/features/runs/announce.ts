import { commands, l10n, window, type Disposable } from 'vscode';
import type { Overview } from '#schemas/protocol/overview.ts';
import { aboutWords, isUrgent, openSignals, type OpenSignal } from '#schemas/run/open-signals.ts';
import type { RunStatus, RunView } from '#schemas/run/run.ts';
import type { OverviewStore } from '../../overview-store.ts';
import { runName } from '../../ui/run-name.ts';

/**
 * Says what a person would be sorry to miss: what waits for a decision, and how a run ended that this window saw at
 * work. One message for all that is new, nothing again that was said once, and never one that takes the focus.
 */
export function announceRuns(overview: OverviewStore): Disposable {
  const asked = new Set<string>();
  const seen = new Map<string, RunStatus>();
  return overview.onChanged((now: Overview) => {
    const unsaid = openSignals(now.runs).filter((open) => isUrgent(open) && !asked.has(keyOf(open)));
    for (const open of unsaid) asked.add(keyOf(open));
    if (unsaid.length > 0) void announceSignals(unsaid);
    for (const run of now.runs) {
      const before = seen.get(run.id);
      if ((before === 'running' || before === 'waiting') && run.status !== before) void announceEnd(run);
      seen.set(run.id, run.status);
    }
  });
}

const keyOf = ({ run, signal }: OpenSignal): string => `${run.id}/${signal.id}`;

async function announceSignals(unsaid: readonly OpenSignal[]): Promise<void> {
  const [first] = unsaid;
  if (unsaid.length === 1 && first !== undefined) {
    const { run, signal } = first;
    const target = { kind: 'signal', run: run.id, signal: signal.id };
    const message = l10n.t('{0}: {1}', aboutWords(signal), signal.text);
    // A message that leads to the choices; it makes none itself.
    return offer(message, 'info', l10n.t('Answer…'), ['clutch.openSignal', { target }]);
  }
  const names = [...new Set(unsaid.map(({ run }) => runName(run)))].join(', ');
  const message = l10n.t('{0} things need you in {1}.', unsaid.length, names);
  return offer(message, 'info', l10n.t('Show'), ['clutch.needsYou.focus']);
}

async function announceEnd(run: RunView): Promise<void> {
  const row = { target: { kind: 'run', run: run.id } };
  if (run.status === 'completed') {
    const message = l10n.t('{0} is completed: {1} phases.', runName(run), run.phases.length);
    return offer(message, 'info', l10n.t('Open Report'), ['clutch.openReport', row]);
  }
  // What a person stopped needs no news; what a limit stopped does. What waits for an answer was said above.
  const untold = run.status === 'waiting' && run.signals.length === 0;
  if (run.status !== 'failed' && run.outcome === null && !untold) return;
  const message = `${runName(run)}: ${run.reason ?? run.status}`;
  return offer(message, 'warning', l10n.t('Open Monitor'), ['clutch.openMonitor', row]);
}

async function offer(
  message: string,
  kind: 'info' | 'warning',
  button: string,
  [command, ...given]: readonly [string, ...object[]],
): Promise<void> {
  const show = kind === 'info' ? window.showInformationMessage : window.showWarningMessage;
  if ((await show(message, button)) === button) await commands.executeCommand(command, ...given);
}
