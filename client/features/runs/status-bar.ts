import { StatusBarAlignment, ThemeColor, l10n, window, type Disposable } from 'vscode';
import { isUrgent, openSignals } from '#schemas/run/open-signals.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';

/** One item: how many runs are in progress and how many things wait for a person. A click asks what now. */
export function showRunsInStatusBar({ overview, link }: Pick<Services, 'overview' | 'link'>): Disposable {
  const item = window.createStatusBarItem('clutch.runs', StatusBarAlignment.Left, 10);
  item.name = l10n.t('CLUTCH runs');
  item.command = 'clutch.whatNow';
  const show = (): void => {
    const { runs, collab } = overview.current ?? { runs: [], collab: [] };
    const isDown = link.status.state === 'down' || link.status.state === 'incompatible';
    const running = runs.filter(({ status }) => status === 'running').length;
    const paused = runs.filter(({ status }) => status === 'paused').length;
    const waiting = runs.filter(({ status }) => status === 'waiting').length;
    const joining = collab.flatMap((view) => view.joining).length;
    // A run that waits without a question is a thing to look at, too.
    const needed = Math.max(openSignals(runs).filter(isUrgent).length, waiting) + joining;
    const parts = [
      ...(isDown ? ['$(warning)'] : []),
      ...(running > 0 ? [`$(play-circle) ${running}`] : []),
      ...(paused > 0 ? [`$(debug-pause) ${paused}`] : []),
      ...(needed > 0 ? [`$(bell-dot) ${needed}`] : []),
    ];
    item.text = ['CLUTCH', ...parts].join(' ');
    const words = [
      ...(isDown ? [l10n.t('the server is not connected')] : []),
      l10n.t('{0} running', running),
      ...(paused > 0 ? [l10n.t('{0} paused', paused)] : []),
      needed === 1 ? l10n.t('1 thing needs you') : l10n.t('{0} things need you', needed),
    ].join(', ');
    item.tooltip = `${words}\n${l10n.t('Show what can be done now')}`;
    item.accessibilityInformation = { label: `CLUTCH, ${words}`, role: 'button' };
    item.backgroundColor = needed > 0 || isDown ? new ThemeColor('statusBarItem.warningBackground') : undefined;
  };
  show();
  item.show();
  return disposeAll(item, overview.onChanged(show), link.onStatus(show));
}
