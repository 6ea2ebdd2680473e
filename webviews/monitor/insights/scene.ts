import type { FromInsights, InsightsAsk, InsightsMemory, InsightsTab, ToInsights } from '#schemas/webview/insights.ts';

/** What a tab that looks back is given. */
export interface InsightsScene {
  readonly tab: InsightsTab;
  /** What the host last said for this tab; null until it has. */
  readonly said: ToInsights | null;
  readonly memory: InsightsMemory;
  post(message: FromInsights): void;
  /** Keeps through a reload of the window, and draws anew. */
  remember(memory: InsightsMemory): void;
}

export const ask = ({ post }: InsightsScene, wanted: InsightsAsk): void => post({ type: 'insights', ask: wanted });

/** To be said when a tab is shown or its filters change: the host forgets what it does not show. */
export function readingOf(tab: InsightsTab, { filters }: InsightsMemory): FromInsights {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { type: 'insights', ask: { verb: 'read', tab, filters, zone } };
}
