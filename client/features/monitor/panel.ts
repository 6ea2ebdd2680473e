import { Uri, ViewColumn, window, workspace, type Disposable, type WebviewPanel } from 'vscode';
import { FromMonitor, MonitorMemory, type MonitorState, type ToMonitor } from '#schemas/webview/monitor.ts';
import { monitorDelta } from '#schemas/webview/monitor-delta.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { throttle } from '../../ui/throttle.ts';
import { newNonce, webviewHtml } from '../../ui/webview-html.ts';
import { actOn } from './act.ts';

const VIEW_TYPE = 'clutch.monitor';
const MESSAGE_MS = 100;

export interface MonitorPanels extends Disposable {
  /** Shows the panel of a run, or with null the one that follows the newest run. */
  open(run: string | null): void;
}

export function createMonitorPanels(services: Services): MonitorPanels {
  const panels = new Map<string | null, WebviewPanel>();
  const folder = Uri.joinPath(services.context.extensionUri, 'dist', 'webviews');
  const adopt = (panel: WebviewPanel, run: string | null): void => {
    panels.get(run)?.dispose();
    panels.set(run, panel);
    const link = connectPanel(services, panel, run, folder);
    panel.onDidDispose(() => {
      link.dispose();
      if (panels.get(run) === panel) panels.delete(run);
    });
  };
  const serializer = window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel: (panel, memory: unknown) => {
      adopt(panel, MonitorMemory.safeParse(memory).data?.run ?? null);
      return Promise.resolve();
    },
  });
  return {
    open: (run) => {
      const known = panels.get(run);
      if (known !== undefined) known.reveal();
      else adopt(window.createWebviewPanel(VIEW_TYPE, 'CLUTCH Monitor', ViewColumn.Active), run);
    },
    dispose: () => {
      serializer.dispose();
      for (const panel of panels.values()) panel.dispose();
    },
  };
}

/** Keeps one panel equal to the run it shows, and does what its buttons ask. */
function connectPanel(services: Services, panel: WebviewPanel, run: string | null, folder: Uri): Disposable {
  const { webview } = panel;
  let sent: MonitorState | null = null;
  let seq = 0;

  const post = (message: ToMonitor): void => void webview.postMessage(message);
  const update = throttle(MESSAGE_MS, () => {
    // Before the view says that it is ready, nothing listens; a hidden view asks anew when it is shown.
    if (sent === null || !panel.visible) return;
    const state = monitorState(services, run);
    const delta = monitorDelta(sent, state, seq + 1);
    sent = state;
    seq += 1;
    panel.title = titleOf(state);
    post(delta ?? { type: 'snapshot', seq, state });
  });
  const snapshot = (): void => {
    sent = monitorState(services, run);
    seq += 1;
    panel.title = titleOf(sent);
    post({ type: 'snapshot', seq, state: sent });
  };

  let watching: Disposable | null = null;
  const watch = (): void => {
    watching?.dispose();
    watching = panel.visible ? services.overview.watchCollab() : null;
  };
  watch();

  webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [folder] };
  panel.iconPath = {
    light: Uri.joinPath(services.context.extensionUri, 'client', 'icons', 'monitor-light.svg'),
    dark: Uri.joinPath(services.context.extensionUri, 'client', 'icons', 'monitor-dark.svg'),
  };
  const messages = webview.onDidReceiveMessage((raw: unknown) => {
    const message = FromMonitor.safeParse(raw);
    if (!message.success) services.log.warn(`The Monitor sent something unknown: ${message.error.message}`);
    else if (message.data.type === 'ready') snapshot();
    else void actOn(services, message.data);
  });
  webview.html = webviewHtml({
    title: 'CLUTCH Monitor',
    cspSource: webview.cspSource,
    nonce: newNonce(),
    script: webview.asWebviewUri(Uri.joinPath(folder, 'monitor.js')).toString(),
    style: webview.asWebviewUri(Uri.joinPath(folder, 'monitor.css')).toString(),
    data: { run },
  });
  return disposeAll(
    messages,
    { dispose: () => watching?.dispose() },
    panel.onDidChangeViewState(watch),
    update,
    services.overview.onChanged(update),
    services.link.onStatus(update),
    workspace.onDidGrantWorkspaceTrust(update),
  );
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
