import { l10n, type Disposable } from 'vscode';
import { InsightsTab } from '#schemas/webview/insights.ts';
import { FromMonitor, MonitorMemory, type ToMonitor } from '#schemas/webview/monitor.ts';
import type { Services } from '../../services.ts';
import { disposeAll } from '../../ui/disposables.ts';
import { createPanels, type Panel, type PanelLink } from '../../ui/panels.ts';
import { actOn } from './act.ts';
import { createFeed } from './feed.ts';
import { linkInsights } from './insights.ts';
import type { Shown } from './state.ts';

/** The one Monitor of the window. */
export interface MonitorPanel extends Disposable {
  open(wanted: Shown): void;
}

interface Page extends PanelLink<FromMonitor> {
  navigate(wanted: Shown): void;
}

export function createMonitorPanel(services: Services): MonitorPanel {
  let page: Page | null = null;
  let wanted: Shown = { run: null, tab: 'live' };
  const panels = createPanels<typeof FromMonitor, ToMonitor>(services, {
    viewType: 'clutch.monitor',
    title: l10n.t('CLUTCH Monitor'),
    page: 'monitor',
    icon: 'monitor',
    from: FromMonitor,
    // What the page remembers of itself counts more: this is for a page that is new.
    data: () => ({ ...wanted }),
    restore: (memory) => {
      const { run, tab } = MonitorMemory.safeParse(memory).data ?? wanted;
      wanted = { run, tab };
      return null;
    },
    connect: (panel) => (page = connectPage(services, panel)),
  });
  return {
    open: (next) => {
      wanted = next;
      panels.open(null);
      page?.navigate(next);
    },
    dispose: () => panels.dispose(),
  };
}

/** Shows the page what it asks for, turns it to what a command asks for, and does what its buttons ask. */
function connectPage(services: Services, panel: Panel<ToMonitor>): Page {
  let shown: Shown | null = null;
  /** What a command asked for and the page does not show yet. */
  let asked: Shown | null = null;
  const feed = createFeed(services, panel);
  const insights = linkInsights(services, panel);
  const show = ({ run, tab }: Shown): void => {
    shown = { run, tab };
    if (asked !== null && !isSame(asked, shown)) {
      panel.post({ type: 'navigate', ...asked });
      return;
    }
    asked = null;
    feed.begin(shown);
    insights.show(InsightsTab.safeParse(tab).data ?? null);
  };
  let watching: Disposable | null = null;
  const watch = (): void => {
    watching?.dispose();
    watching = panel.visible ? services.overview.watchCollab() : null;
    if (!panel.visible) insights.show(null);
  };
  watch();
  const parts = disposeAll({ dispose: () => watching?.dispose() }, panel.onDidChangeVisibility(watch), feed, insights);
  return {
    navigate: (next) => {
      if (shown !== null && isSame(next, shown)) return;
      asked = next;
      // A page that is made just now says first what it shows; only then it listens.
      if (panel.visible && shown !== null) panel.post({ type: 'navigate', ...next });
    },
    onMessage: (message) => {
      if (message.type === 'show') return show(message);
      return message.type === 'insights' ? insights.onMessage(message) : actOn(services, message);
    },
    dispose: () => void parts.dispose(),
  };
}

const isSame = (a: Shown, b: Shown): boolean => a.run === b.run && a.tab === b.tab;
