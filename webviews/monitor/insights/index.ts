import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit/html.js';
import { guard } from 'lit/directives/guard.js';
import type { ToInsights } from '#schemas/webview/insights.ts';
import { icon } from '../../kit/index.ts';
import { tabName } from '../tabs.ts';
import { analyticsView } from './analytics.ts';
import { modelsView } from './models.ts';
import { promptsView } from './prompts.ts';
import { ask, readingOf, type InsightsScene } from './scene.ts';
import { toolbarView } from './toolbar.ts';

/** A tab that looks back. Drawn anew only when what it shows is another: runs that go on change nothing here. */
export function insightsView(scene: InsightsScene): TemplateResult {
  const { tab, said, memory } = scene;
  return html`<div class="insights">${guard([tab, said, memory], () => drawn(scene))}</div>`;
}

function drawn(scene: InsightsScene): TemplateResult {
  const { said, memory } = scene;
  const isCurrent = said !== null && JSON.stringify(said.filters) === JSON.stringify(memory.filters);
  return html`
    <h1 class="spoken">${tabName(scene.tab)}</h1>
    ${toolbarView(scene)}
    <p class="spoken" role="status">${isCurrent ? l10n.t('The figures are up to date.') : l10n.t('Reading…')}</p>
    ${
      said === null
        ? html`<p class="empty quiet">${l10n.t('Reading…')}</p>`
        : html`<div class="figures" aria-busy=${String(!isCurrent)}>${answerView(scene, said.answer)}</div>`
    }
  `;
}

function answerView(scene: InsightsScene, answer: ToInsights['answer']): TemplateResult {
  switch (answer.kind) {
    case 'analytics':
      return answer.result.total.runsStarted + answer.result.total.sessions === 0
        ? emptyView(scene)
        : analyticsView(answer.result, scene);
    case 'models':
      return modelsView(answer.result, scene);
    case 'prompts':
      return promptsView(answer.result, scene);
    case 'problem':
      return html`<section class="notice edge-bad" role="alert">
        ${icon('error', 'bad')}
        <div>
          <p class="reason">${answer.message}</p>
          <div class="actions">
            <vscode-button @click=${() => scene.post(readingOf(scene.tab, scene.memory))}
              >${l10n.t('Try Again')}</vscode-button
            >
          </div>
        </div>
      </section>`;
  }
}

function emptyView(scene: InsightsScene): TemplateResult {
  return html`<section class="empty">
    ${icon('graph', 'quiet')}
    <h2>${l10n.t('Nothing ran in this period')}</h2>
    <p class="quiet">
      ${l10n.t('Choose a longer period or another project, or run a plan: its figures appear here while it runs.')}
    </p>
    <vscode-button @click=${() => ask(scene, { verb: 'run-plan' })}>${l10n.t('Run Plan…')}</vscode-button>
  </section>`;
}
