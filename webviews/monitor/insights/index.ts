import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { FromInsights, InsightsMemory, InsightsTab, ToInsights } from '#schemas/webview/insights.ts';

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

export function insightsView({ said }: InsightsScene): TemplateResult {
  return html`<p class="quiet">${said === null ? l10n.t('Reading…') : l10n.t('Nothing has been recorded yet.')}</p>`;
}
