import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { armAwayPlan } from './commands/arm.ts';
import { disarmAwayPlan } from './commands/disarm.ts';
import { newAwayPlan } from './commands/new.ts';
import { openAwayPlan } from './commands/open.ts';
import { showAwayReport } from './commands/show-report.ts';
import { publishAwayKeys } from './context-keys.ts';
import { awayManifest } from './manifest.ts';
import { createAwayPanels } from './panel.ts';
import { showAwayInStatusBar } from './status-bar.ts';
import { createAwayStore } from './store.ts';

/** The away plan as a form beside its document: written, armed, watched and reported. */
export const away: Feature = (services) => {
  const store = createAwayStore(services);
  const panels = createAwayPanels(services, store);
  return disposeAll(
    registerCommands(services, awayManifest, {
      'clutch.openAwayPlan': openAwayPlan(store, panels),
      'clutch.newAwayPlan': newAwayPlan(store, panels),
      'clutch.armAwayPlan': armAwayPlan(store),
      'clutch.disarmAwayPlan': disarmAwayPlan(store),
      'clutch.showAwayReport': showAwayReport(store),
    }),
    publishAwayKeys(store),
    showAwayInStatusBar(store),
    panels,
    store,
  );
};
