import { StatusBarAlignment, ThemeColor, l10n, window, type Disposable } from 'vscode';
import type { AwayCap, AwayView } from '#schemas/protocol/away.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { decimals } from '../../ui/numbers.ts';
import type { AwayStore } from './store.ts';

/** From this part of a cap on it is near. */
const NEAR = 0.8;

/** Only while a plan is armed: until when, and whether one of its caps is near. A click opens it. */
export function showAwayInStatusBar(store: AwayStore): Disposable {
  const item = window.createStatusBarItem('clutch.away', StatusBarAlignment.Left, 9);
  item.name = l10n.t('CLUTCH away plan');
  const show = (): void => {
    const armed = store
      .projects()
      .flatMap(({ root }) => store.view(root) ?? [])
      .filter(({ state }) => state === 'armed')
      .toSorted((a, b) => (a.expires ?? 0) - (b.expires ?? 0));
    const [first] = armed;
    if (first === undefined) {
      item.hide();
      return;
    }
    const words = first.expires === null ? l10n.t('Away') : l10n.t('Away until {0}', timeOf(first.expires));
    const near = armed.some(isNearCap);
    item.text = `$(coffee) ${words}`;
    item.tooltip = [first.name ?? first.project, ...capWords(first)].join('\n');
    item.accessibilityInformation = {
      label: near ? l10n.t('{0}, a limit is near', words) : words,
    };
    item.command = { command: 'clutch.openAwayPlan', title: '', arguments: [{ project: first.project }] };
    item.backgroundColor = near ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  };
  return disposeAll(item, store.onChanged(show));
}

const isNearCap = ({ caps }: AwayView): boolean =>
  Object.values(caps).some(({ used, limit }: AwayCap) => limit !== null && used >= limit * NEAR);

function capWords({ caps: { costUsd, minutes, failures } }: AwayView): readonly string[] {
  return [
    ...(costUsd.limit === null ? [] : [l10n.t('{0} of {1} USD', decimals(costUsd.used, 2), costUsd.limit)]),
    ...(minutes.limit === null ? [] : [l10n.t('{0} of {1} minutes', Math.round(minutes.used), minutes.limit)]),
    ...(failures.limit === null ? [] : [l10n.t('{0} of {1} failures in a row', failures.used, failures.limit)]),
  ];
}

/** The hour, with the day where it is not today. */
function timeOf(at: number): string {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return today
    ? date.toLocaleTimeString(undefined, { timeStyle: 'short' })
    : date.toLocaleString(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' });
}
