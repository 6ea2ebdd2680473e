import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { MonitorTab } from '#schemas/webview/monitor.ts';
import type { MonitorActions, MonitorModel } from './model.ts';

const tabs: readonly MonitorTab[] = MonitorTab.options;

/** Id of the element that holds what the chosen tab shows. */
const PANEL = 'shown-tab';

const idOf = (tab: MonitorTab): string => `tab-${tab}`;

/** The tabs and what the chosen one shows. Arrow keys, Home and End choose; Tab goes on into what is shown. */
export function tabsView(model: MonitorModel, shown: TemplateResult, actions: MonitorActions): TemplateResult {
  const onKey = (event: KeyboardEvent): void => {
    const next = tabAfter(model.tab, event.key);
    if (next === undefined) return;
    event.preventDefault();
    actions.show({ tab: next });
    actions.focus(idOf(next));
  };
  return html`<div class="tabs" role="tablist" aria-label=${l10n.t('Monitor')} @keydown=${onKey}>
      ${tabs.map((tab) => {
        const chosen = tab === model.tab;
        return html`<button
          role="tab"
          id=${idOf(tab)}
          aria-selected=${String(chosen)}
          aria-controls=${chosen ? PANEL : nothing}
          tabindex=${chosen ? 0 : -1}
          @click=${() => actions.show({ tab })}
        >
          ${tabName(tab)}${tab === 'triage' ? countView(model.state?.waiting ?? 0) : nothing}
        </button>`;
      })}
    </div>
    <div class="shown" role="tabpanel" id=${PANEL} aria-labelledby=${idOf(model.tab)}>${shown}</div>`;
}

function tabAfter(shown: MonitorTab, key: string): MonitorTab | undefined {
  const at = tabs.indexOf(shown);
  switch (key) {
    case 'ArrowRight':
      return tabs[(at + 1) % tabs.length];
    case 'ArrowLeft':
      return tabs.at(at - 1);
    case 'Home':
      return tabs[0];
    case 'End':
      return tabs.at(-1);
    default:
      return undefined;
  }
}

function countView(waiting: number) {
  if (waiting === 0) return nothing;
  const words = waiting === 1 ? l10n.t('1 thing needs you') : l10n.t('{0} things need you', waiting);
  return html`<span class="badge" aria-hidden="true">${waiting}</span><span class="spoken">, ${words}</span>`;
}

export function tabName(tab: MonitorTab): string {
  switch (tab) {
    case 'live':
      return l10n.t('Live');
    case 'triage':
      return l10n.t('Triage');
    case 'analytics':
      return l10n.t('Analytics');
    case 'models':
      return l10n.t('Models');
    case 'prompts':
      return l10n.t('Prompts');
  }
}
