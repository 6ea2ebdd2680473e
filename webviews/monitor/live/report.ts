import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit/html.js';
import type { RunView } from '#schemas/run/run.ts';
import { markdown } from '../../kit/index.ts';
import type { MonitorActions } from '../model.ts';

/** What the run came to, once it is over. */
export function reportView({ id, report }: RunView, { post }: MonitorActions) {
  if (report === null) return nothing;
  return html`<section class="report" aria-labelledby="report">
    <div class="section-head">
      <h2 id="report">${l10n.t('Completion report')}</h2>
      <vscode-button appearance="secondary" @click=${() => post({ type: 'open-report', run: id })}>
        ${l10n.t('Open as document')}
      </vscode-button>
    </div>
    ${markdown(report.replace(/^\s*# .*\n/, ''))}
  </section>`;
}
