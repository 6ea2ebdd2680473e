import { StatusBarAlignment, ThemeColor, l10n, window, type Disposable } from 'vscode';
import type { Overview } from '#schemas/protocol/overview.ts';
import { isUrgent, openSignals } from '#schemas/run/open-signals.ts';
import type { OverviewStore } from '../../overview-store.ts';
import { disposeAll } from '../../ui/disposables.ts';

/**
 * One item: how many runs are in progress and how many things wait for a person. A click leads to what waits, or to the
 * Monitor where nothing does.
 */
export function showRunsInStatusBar(overview: OverviewStore): Disposable {
  const item = window.createStatusBarItem('clutch.runs', StatusBarAlignment.Left, 10);
  item.name = l10n.t('CLUTCH runs');
  const show = ({ runs }: Pick<Overview, 'runs'>): void => {
    const running = runs.filter(({ status }) => status === 'running').length;
    const paused = runs.filter(({ status }) => status === 'paused').length;
    const waiting = runs.filter(({ status }) => status === 'waiting').length;
    const asked = openSignals(runs).filter(isUrgent).length;
    // A run that waits without a question is a thing to look at, too.
    const needed = Math.max(asked, waiting);
    const parts = [
      ...(running > 0 ? [`$(play-circle) ${running}`] : []),
      ...(paused > 0 ? [`$(debug-pause) ${paused}`] : []),
      ...(needed > 0 ? [`$(bell-dot) ${needed}`] : []),
    ];
    item.text = parts.length === 0 ? 'CLUTCH' : `CLUTCH ${parts.join(' ')}`;
    const words = [
      l10n.t('{0} running', running),
      ...(paused > 0 ? [l10n.t('{0} paused', paused)] : []),
      needed === 1 ? l10n.t('1 thing needs you') : l10n.t('{0} things need you', needed),
    ].join(', ');
    item.tooltip = `${words}\n${asked > 0 ? l10n.t('Show what needs you') : l10n.t('Open the Monitor')}`;
    item.command = asked > 0 ? 'clutch.needsYou.focus' : 'clutch.openMonitor';
    item.accessibilityInformation = { label: `CLUTCH, ${words}` };
    item.backgroundColor = needed > 0 ? new ThemeColor('statusBarItem.warningBackground') : undefined;
  };
  show({ runs: [] });
  item.show();
  return disposeAll(item, overview.onChanged(show));
}
