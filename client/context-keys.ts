import { commands, type Disposable } from 'vscode';
import type { Overview } from '#schemas/protocol/overview.ts';
import { hasChanges, runChoices, type RunVerb } from '#schemas/run/choices.ts';
import { openSignals, wantsAnswer } from '#schemas/run/open-signals.ts';
import type { OverviewStore } from './overview-store.ts';

/** What when clauses may ask about the overview. A key is sent only when its value changed. */
export function publishContextKeys(overview: OverviewStore): Disposable {
  const sent = new Map<string, boolean>();
  return overview.onChanged((now) => {
    for (const [key, value] of Object.entries(contextKeysOf(now))) {
      if (sent.get(key) === value) continue;
      sent.set(key, value);
      void commands.executeCommand('setContext', key, value);
    }
  });
}

function contextKeysOf({ projects, runs, collab }: Overview): Record<string, boolean> {
  const can = (verb: RunVerb): boolean => runs.some((run) => runChoices(run).includes(verb));
  const signals = openSignals(runs);
  return {
    'clutch.loaded': true,
    'clutch.isShared': collab.length > 0,
    'clutch.isMain': collab.some(({ role }) => role === 'main'),
    'clutch.canTakeOver': collab.some(({ role }) => role === 'worker' || role === 'observer'),
    'clutch.isAskedToJoin': collab.some(({ joining }) => joining.length > 0),
    'clutch.hasPlan': projects.some(({ prds }) => prds.length > 0),
    'clutch.canPause': can('pause'),
    'clutch.canStop': can('stop'),
    'clutch.canResume': can('resume'),
    'clutch.canSteer': runs.some(({ status }) => status !== 'completed'),
    'clutch.hasSignal': signals.length > 0,
    'clutch.hasQuestion': signals.some(({ signal }) => wantsAnswer(signal)),
    'clutch.hasChanges': runs.some((run) => run.phases.some(({ workstreams }) => workstreams.some(hasChanges))),
    'clutch.hasAgent': runs.some(({ agents }) => agents.length > 0),
    'clutch.hasComparison': runs.some((run) => run.phases.some(({ comparisons }) => comparisons.length > 0)),
    'clutch.hasReport': runs.some(({ report }) => report !== null),
  };
}
