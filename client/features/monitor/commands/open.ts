import { l10n } from 'vscode';
import { chooseRun } from '../../../ui/choose-run.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import type { MonitorPanel } from '../panel.ts';

/** Opens the Monitor on the run of the row, on the only run that is not over, else on the newest. */
export const openMonitor =
  (panel: MonitorPanel): CommandHandler =>
  async ({ overview }, argument) => {
    if (argument === undefined) {
      const active = (overview.current?.runs ?? []).filter(({ status }) => moving.has(status));
      return panel.open({ run: active.length === 1 ? (active[0]?.id ?? null) : null, tab: 'live' });
    }
    const run = await chooseRun(overview, argument, {
      title: l10n.t('Open Monitor'),
      none: l10n.t('Nothing has run yet.'),
      fits: () => true,
    });
    if (run !== undefined) panel.open({ run: run.id, tab: 'live' });
  };

const moving: ReadonlySet<string> = new Set(['running', 'waiting', 'paused']);

/** Everything that is open over all runs of the window. */
export const openTriage =
  (panel: MonitorPanel): CommandHandler =>
  () => {
    panel.open({ run: null, tab: 'triage' });
    return Promise.resolve();
  };
