import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { AwayCycle, AwayView } from '#schemas/protocol/away.ts';
import { icon, markdown } from '../kit/index.ts';
import { amountWords } from '../kit/language.ts';
import { timeWords } from './header.ts';
import type { AwayActions } from './model.ts';

const MAX_SKIPPED = 50;
const MAX_REPORT = 200_000;

/** What was done while the plan was armed, what was not, and the report for the one who comes back. */
export function journalView(away: AwayView, actions: AwayActions): TemplateResult {
  return html`${reportView(away, actions)} ${skippedView(away)} ${cyclesView(away)}`;
}

function reportView({ report }: AwayView, { post }: AwayActions): TemplateResult | typeof nothing {
  if (report === null) return nothing;
  return html`<section class="report" aria-labelledby="report">
    <div class="section-head">
      <h2 id="report">${l10n.t('Report')}</h2>
      <span class="quiet">${timeWords(report.at)}</span>
      <vscode-button appearance="secondary" @click=${() => post({ type: 'open-report' })}
        >${l10n.t('Open as document')}</vscode-button
      >
    </div>
    ${markdown(report.markdown.slice(0, MAX_REPORT).replace(/^\s*# .*\n/, ''))}
  </section>`;
}

function skippedView({ skipped }: AwayView): TemplateResult | typeof nothing {
  if (skipped.length === 0) return nothing;
  return html`<section aria-labelledby="skipped">
    <h2 id="skipped">${l10n.t('Not done')} <span class="quiet">${skipped.length}</span></h2>
    <ul class="plain rows">
      ${skipped.slice(0, MAX_SKIPPED).map(
        ({ at, what, verdict, clause, workstream }) =>
          html`<li>
            ${icon(verdict === 'ask' ? 'question' : 'circle-slash', verdict === 'ask' ? 'attention' : 'bad')}
            <span class="spoken">${verdict === 'ask' ? l10n.t('Would have been asked:') : l10n.t('Denied:')}</span>
            <code>${what}</code>
            <span class="quiet">${clause} · ${workstream} · ${timeWords(at)}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

function cyclesView({ cycles }: AwayView): TemplateResult | typeof nothing {
  if (cycles.length === 0) return nothing;
  return html`<section aria-labelledby="cycles">
    <h2 id="cycles">${l10n.t('Log')}</h2>
    <ul class="plain rows">
      ${cycles.map((cycle) => {
        const { at, result, what, detail, costUsd } = cycle;
        const done = result === 'done';
        return html`<li>
          ${icon(done ? iconOf(cycle) : 'error', done ? 'quiet' : 'bad')}
          ${done ? nothing : html`<span class="spoken">${l10n.t('Failed:')}</span>`}
          <span>${what}</span>
          <span class="quiet"
            >${[detail, costUsd > 0 ? l10n.t('{0} USD', amountWords(costUsd)) : '', timeWords(at)].filter((part) => part !== '').join(' · ')}</span
          >
        </li>`;
      })}
    </ul>
  </section>`;
}

const iconOf = ({ kind }: AwayCycle): string =>
  ({
    armed: 'shield',
    run: 'play-circle',
    session: 'person',
    verification: 'beaker',
    commit: 'git-commit',
    ended: 'debug-stop',
  })[kind];
