import { StatusBarAlignment, ThemeColor, l10n, window, type Disposable } from 'vscode';
import type { Overview } from '#schemas/protocol/overview.ts';
import type { OverviewStore } from '../../overview-store.ts';
import { disposeAll } from '../../ui/disposables.ts';

/** One item: how many runs are in progress and how many wait for a person. A click leads to the Monitor. */
export function showRunsInStatusBar(overview: OverviewStore): Disposable {
  const item = window.createStatusBarItem('clutch.runs', StatusBarAlignment.Left, 10);
  item.name = l10n.t('CLUTCH runs');
  item.command = 'clutch.openMonitor';
  const show = ({ runs }: Pick<Overview, 'runs'>): void => {
    const running = runs.filter(({ status }) => status === 'running').length;
    const waiting = runs.filter(({ status }) => status === 'waiting').length;
    const parts = [
      ...(running > 0 ? [`$(play-circle) ${running}`] : []),
      ...(waiting > 0 ? [`$(bell-dot) ${waiting}`] : []),
    ];
    item.text = parts.length === 0 ? 'CLUTCH' : `CLUTCH ${parts.join(' ')}`;
    const words = l10n.t('{0} running, {1} waiting for you', running, waiting);
    item.tooltip = `${words}\n${l10n.t('Open the Monitor')}`;
    item.accessibilityInformation = { label: `CLUTCH, ${words}` };
    item.backgroundColor = waiting > 0 ? new ThemeColor('statusBarItem.warningBackground') : undefined;
  };
  show({ runs: [] });
  item.show();
  return disposeAll(item, overview.onChanged(show));
}
