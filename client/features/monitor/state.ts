import { workspace } from 'vscode';
import { isUrgent, openSignals } from '#schemas/run/open-signals.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { MonitorState, MonitorTab, RunSummary } from '#schemas/webview/monitor.ts';
import type { Services } from '../../services.ts';
import { triageOf } from './triage.ts';

/** What the page shows, as it says itself. `run` null: the newest. */
export interface Shown {
  readonly run: string | null;
  readonly tab: MonitorTab;
}

export function monitorState({ overview, link, tasks }: Services, { run: chosen, tab }: Shown): MonitorState {
  const { state, message } = link.status;
  const { current } = overview;
  const now = Date.now();
  const runs = (current?.runs ?? []).toSorted((a, b) => b.startedAt - a.startedAt);
  const run = (chosen === null ? runs[0] : runs.find(({ id }) => id === chosen)) ?? null;
  const collab = current?.collab ?? [];
  // Connected, but not told anything yet: that nothing has run is not known before the first overview.
  const known = state !== 'ready' || current !== null;
  return {
    server: { state: known ? state : 'starting', message },
    trusted: workspace.isTrusted,
    now,
    runs: runs.map(summaryOf),
    waiting: openSignals(runs).filter(isUrgent).length + collab.flatMap(({ joining }) => joining).length,
    chosen,
    run,
    collab: collab.filter(({ root }) => run === null || root === run.project.root),
    triage: tab === 'triage' && current !== null ? triageOf(current, [...(tasks.current?.values() ?? [])], now) : null,
  };
}

const summaryOf = ({ id, project, prd, status, startedAt, endedAt }: RunView): RunSummary => ({
  id,
  project: project.name,
  prd,
  status,
  startedAt,
  endedAt,
});
