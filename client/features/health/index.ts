import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createTree } from '../../ui/tree-view.ts';
import { checkMachine } from './commands/doctor.ts';
import { copyFinding, takeNextStep } from './commands/finding.ts';
import { createHealthStore } from './health-store.ts';
import { healthManifest } from './manifest.ts';
import { healthRows } from './rows.ts';

/** Whether this machine is fit, and what to do where it is not. */
export const health: Feature = (services) => {
  const store = createHealthStore(services);
  return disposeAll(
    store,
    registerCommands(services, healthManifest, {
      'clutch.doctor': checkMachine(store),
      'clutch.takeNextStep': takeNextStep(store),
      'clutch.copyFinding': copyFinding(store),
    }),
    createTree({
      view: 'clutch.health',
      source: store,
      rows: healthRows,
    }),
  );
};
