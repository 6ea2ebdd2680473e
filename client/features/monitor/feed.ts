import { l10n, workspace, type Disposable } from 'vscode';
import type { MonitorState, ToMonitor } from '#schemas/webview/monitor.ts';
import { monitorDelta } from '#schemas/webview/monitor-delta.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import type { Panel } from '../../ui/panels.ts';
import { runName } from '../../ui/run-name.ts';
import { throttle } from '../../ui/throttle.ts';
import { monitorState, type Shown } from './state.ts';

const MESSAGE_MS = 100;

/** Keeps a page equal to what the window knows: everything once, then what changed. Nothing while it is hidden. */
export interface Feed extends Disposable {
  /** The page listens, and shows this now. */
  begin(shown: Shown): void;
}

export function createFeed(services: Services, panel: Panel<ToMonitor>): Feed {
  let shown: Shown | null = null;
  let sent: MonitorState | null = null;
  let seq = 0;
  const post = (state: MonitorState, message: ToMonitor): void => {
    sent = state;
    panel.title = titleOf(state);
    panel.post(message);
  };
  const update = throttle(MESSAGE_MS, () => {
    // Before the page says what it shows, nothing listens; a page that was hidden says it anew.
    if (shown === null || sent === null || !panel.visible) return;
    const state = monitorState(services, shown);
    seq += 1;
    post(state, monitorDelta(sent, state, seq) ?? { type: 'snapshot', seq, state });
  });
  const listeners = disposeAll(
    update,
    services.overview.onChanged(update),
    services.tasks.onChanged(update),
    services.link.onStatus(update),
    workspace.onDidGrantWorkspaceTrust(update),
  );
  return {
    begin: (now) => {
      shown = now;
      seq += 1;
      const state = monitorState(services, shown);
      post(state, { type: 'snapshot', seq, state });
    },
    dispose: () => void listeners.dispose(),
  };
}

const titleOf = ({ run }: MonitorState): string =>
  run === null ? l10n.t('CLUTCH Monitor') : l10n.t('Monitor: {0}', runName(run));
