import { workspace, type Disposable } from 'vscode';
import { FromMonitor, MonitorMemory, type MonitorState, type ToMonitor } from '#schemas/webview/monitor.ts';
import { monitorDelta } from '#schemas/webview/monitor-delta.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createPanels, type Panel, type PanelLink, type Panels } from '../../ui/panels.ts';
import { throttle } from '../../ui/throttle.ts';
import { actOn } from './act.ts';

const MESSAGE_MS = 100;

/** One panel for each run, and with the key null the one that follows the newest run. */
export const createMonitorPanels = (services: Services): Panels =>
  createPanels<typeof FromMonitor, ToMonitor>(services, {
    viewType: 'clutch.monitor',
    title: 'CLUTCH Monitor',
    page: 'monitor',
    icon: 'monitor',
    from: FromMonitor,
    data: (run) => ({ run }),
    restore: (memory) => MonitorMemory.safeParse(memory).data?.run ?? null,
    connect: (panel, run) => followRun(services, panel, run),
  });

/** Keeps one panel equal to the run it shows, and does what its buttons ask. */
function followRun(services: Services, panel: Panel<ToMonitor>, run: string | null): PanelLink<FromMonitor> {
  let sent: MonitorState | null = null;
  let seq = 0;
  const update = throttle(MESSAGE_MS, () => {
    // Before the view says that it is ready, nothing listens; a hidden view asks anew when it is shown.
    if (sent === null || !panel.visible) return;
    const state = monitorState(services, run);
    const delta = monitorDelta(sent, state, seq + 1);
    sent = state;
    seq += 1;
    panel.title = titleOf(state);
    panel.post(delta ?? { type: 'snapshot', seq, state });
  });
  const snapshot = (): void => {
    sent = monitorState(services, run);
    seq += 1;
    panel.title = titleOf(sent);
    panel.post({ type: 'snapshot', seq, state: sent });
  };
  let watching: Disposable | null = null;
  const watch = (): void => {
    watching?.dispose();
    watching = panel.visible ? services.overview.watchCollab() : null;
  };
  watch();
  const listeners = disposeAll(
    { dispose: () => watching?.dispose() },
    panel.onDidChangeVisibility(watch),
    update,
    services.overview.onChanged(update),
    services.link.onStatus(update),
    workspace.onDidGrantWorkspaceTrust(update),
  );
  return {
    onMessage: (message) => (message.type === 'ready' ? snapshot() : actOn(services, message)),
    dispose: () => void listeners.dispose(),
  };
}

function monitorState({ overview, link }: Services, run: string | null): MonitorState {
  const { state, message } = link.status;
  const shown = run === null ? overview.current?.runs[0] : overview.run(run);
  // Connected, but not told anything yet: that nothing has run is not known before the first overview.
  const known = state !== 'ready' || overview.current !== null;
  return {
    server: { state: known ? state : 'starting', message },
    trusted: workspace.isTrusted,
    now: Date.now(),
    run: shown ?? null,
    collab: (overview.current?.collab ?? []).filter(({ root }) => !shown || root === shown.project.root),
  };
}

const titleOf = ({ run }: MonitorState): string =>
  run === null ? 'CLUTCH Monitor' : `Monitor: ${run.prd.replace(/^.*\//, '').replace(/\.md$/, '')}`;
