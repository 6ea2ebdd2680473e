import type { Feature } from '../../services.ts';
import { registerCommands } from '../../ui/commands.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { announceRuns } from './announce.ts';
import { answerQuestion } from './commands/answer-question.ts';
import { openReport } from './commands/open-report.ts';
import { resumeRun } from './commands/resume.ts';
import { runFromPhase, runPlan } from './commands/start.ts';
import { stopRun } from './commands/stop.ts';
import { provideDocuments } from './documents.ts';
import { runsManifest } from './manifest.ts';
import { showRunsInStatusBar } from './status-bar.ts';

/** Starting, stopping, resuming and answering runs, and the news that a person should not have to look for. */
export const runs: Feature = (services) =>
  disposeAll(
    registerCommands(services, runsManifest, {
      'clutch.runPlan': runPlan,
      'clutch.runFromPhase': runFromPhase,
      'clutch.stopRun': stopRun,
      'clutch.resumeRun': resumeRun,
      'clutch.answerQuestion': answerQuestion,
      'clutch.openReport': openReport,
    }),
    provideDocuments(services.overview),
    showRunsInStatusBar(services.overview),
    announceRuns(services.overview),
  );
