import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit/html.js';
import type { MonitorState } from '#schemas/webview/monitor.ts';
import { liveView } from './live/view.ts';
import type { Part } from './lazily.ts';
import type { MonitorActions, MonitorModel } from './model.ts';
import { serverNotice } from './notices.ts';
import { tabsView } from './tabs.ts';

export function monitorView(model: MonitorModel, actions: MonitorActions): TemplateResult {
  const { state } = model;
  const shown =
    state === null
      ? html`<p class="empty quiet">${l10n.t('Waiting for the extension…')}</p>`
      : html`${serverNotice(state.server, actions)} ${tabView(state, model, actions)}`;
  return tabsView(model, shown, actions);
}

function tabView(state: MonitorState, model: MonitorModel, actions: MonitorActions): TemplateResult {
  const { tab, parts } = model;
  switch (tab) {
    case 'live':
      return liveView(state, model, actions);
    case 'triage':
      return partView(parts.triage(), ({ triageView }) => triageView(state, model, actions));
    default:
      return partView(parts.insights(), ({ insightsView }) =>
        insightsView({
          tab,
          said: model.lookingBack[tab] ?? null,
          memory: model.insights,
          post: actions.post,
          remember: actions.insights,
        }),
      );
  }
}

/** A tab whose part of the page is fetched when it is first shown. */
function partView<T>(part: Part<T>, draw: (part: T) => TemplateResult): TemplateResult {
  switch (part.state) {
    case 'there':
      return draw(part.part);
    case 'coming':
      return html`<p class="empty quiet">${l10n.t('Loading…')}</p>`;
    case 'failed':
      return html`<p class="empty" role="alert">
        ${l10n.t('This tab could not be loaded. Close the Monitor and open it again.')}
      </p>`;
  }
}
