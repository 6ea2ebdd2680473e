import type { Disposable } from 'vscode';
import type { FromInsights, InsightsTab, ToInsights } from '#schemas/webview/insights.ts';
import type { Services } from '../../services.ts';
import type { Panel } from '../../ui/panels.ts';

/** What the tabs that look back are told, while one of them is shown. */
export interface InsightsLink extends Disposable {
  /** The page shows this tab now and needs everything of it; null: none of them. */
  show(tab: InsightsTab | null): void;
  onMessage(message: FromInsights): Promise<void> | void;
}

export function linkInsights(_services: Services, panel: Pick<Panel<ToInsights>, 'post' | 'visible'>): InsightsLink {
  const show = (tab: InsightsTab | null): void => {
    if (tab !== null) panel.post({ type: 'insights', tab });
  };
  return { show, onMessage: ({ tab }) => show(tab), dispose: () => undefined };
}
