import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { announceCompletion } from './announce.ts';
import { forecastPlan } from './commands/forecast.ts';
import { openReport } from './commands/open-report.ts';
import { pauseRun } from './commands/pause.ts';
import { resumeRun, resumeRunWith } from './commands/resume.ts';
import { runFromPhase, runPlan } from './commands/start.ts';
import { stopRun } from './commands/stop.ts';
import { whatNow } from './commands/what-now.ts';
import { provideDocuments } from './documents.ts';
import { provideForecasts } from './forecasts.ts';
import { runsManifest } from './manifest.ts';
import { showRunsInStatusBar } from './status-bar.ts';

/** Starting, pausing, stopping and resuming runs, and the news that a person should not have to look for. */
export const runs: Feature = (services) =>
  disposeAll(
    registerCommands(services, runsManifest, {
      'clutch.runPlan': runPlan,
      'clutch.forecastPlan': forecastPlan,
      'clutch.runFromPhase': runFromPhase,
      'clutch.pauseRun': pauseRun,
      'clutch.stopRun': stopRun,
      'clutch.resumeRun': resumeRun,
      'clutch.resumeRunWith': resumeRunWith,
      'clutch.openReport': openReport,
      'clutch.whatNow': whatNow,
    }),
    provideDocuments(services.overview),
    provideForecasts(services),
    showRunsInStatusBar(services),
    announceCompletion(services.overview),
  );
