import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { provideCommits } from './commits.ts';
import { createPrp } from './commands/create-prp.ts';
import { fixAllInPlans } from './commands/fix-all.ts';
import { openCommit } from './commands/open-commit.ts';
import { openPrp } from './commands/open-prp.ts';
import { runPhase } from './commands/run-phase.ts';
import { showTask } from './commands/show-task.ts';
import { validatePhase } from './commands/validate-phase.ts';
import { plansManifest } from './manifest.ts';

/** What a person can do from inside a plan document: the commands of its lenses, and commits as documents. */
export const plans: Feature = (services) =>
  disposeAll(
    registerCommands(services, plansManifest, {
      'clutch.runPhase': runPhase,
      'clutch.validatePhase': validatePhase,
      'clutch.showTask': showTask,
      'clutch.openPrp': openPrp,
      'clutch.createPrp': createPrp,
      'clutch.openCommit': openCommit,
      'clutch.fixAllInPlans': fixAllInPlans,
    }),
    provideCommits(services),
  );
