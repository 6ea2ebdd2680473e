import { commands, l10n, window } from 'vscode';
import type { CommandHandler } from '../../../ui/commands.ts';
import type { HealthStore } from '../health-store.ts';

const VIEW = 'clutch.health';

/** Brings the view to the front and looks at everything, with the progress on the view. */
export const checkMachine =
  (health: Pick<HealthStore, 'look'>): CommandHandler =>
  async () => {
    await commands.executeCommand(`${VIEW}.focus`);
    const progress = { location: { viewId: VIEW }, title: l10n.t('Checking this machine') };
    await window.withProgress(progress, () => health.look());
  };
