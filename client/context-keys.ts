import { commands, type Disposable } from 'vscode';
import type { Overview } from '#schemas/protocol/overview.ts';
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

function contextKeysOf({ projects, runs }: Overview): Record<string, boolean> {
  return {
    'clutch.loaded': true,
    'clutch.hasPlan': projects.some(({ prds }) => prds.length > 0),
    'clutch.canStop': runs.some(({ status }) => status === 'running' || status === 'waiting'),
    'clutch.canResume': runs.some(({ status }) => ['waiting', 'stopped', 'failed'].includes(status)),
    'clutch.hasQuestion': runs.some(({ questions }) => questions.length > 0),
    'clutch.hasReport': runs.some(({ report }) => report !== null),
  };
}
