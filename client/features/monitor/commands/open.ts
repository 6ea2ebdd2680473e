import { l10n } from 'vscode';
import { chooseRun } from '../../../ui/choose-run.ts';
import type { CommandHandler } from '../../../ui/commands.ts';
import type { Panels } from '../../../ui/panels.ts';

/** Opens the Monitor: on the run of the row, on the only run that is not over, else on the newest. */
export const openMonitor =
  (panels: Panels): CommandHandler =>
  async ({ overview }, argument) => {
    const active = (overview.current?.runs ?? []).filter(({ status }) =>
      ['running', 'waiting', 'paused'].includes(status),
    );
    if (argument === undefined && active.length < 2) return panels.open(active[0]?.id ?? null);
    const run = await chooseRun(overview, argument, {
      title: l10n.t('Open Monitor'),
      none: l10n.t('Nothing has run yet.'),
      fits: (one) => argument !== undefined || active.includes(one),
    });
    if (run !== undefined) panels.open(run.id);
  };
