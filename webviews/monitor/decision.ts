import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { GateView, PhaseView } from '#schemas/run/phase.ts';
import { icon } from '../kit/index.ts';
import { sentence } from '../kit/sentence.ts';
import type { Look } from './tones.ts';

function modeWords(mode: NonNullable<PhaseView['mode']>): string {
  switch (mode) {
    case 'solo':
      return l10n.t('One executor');
    case 'sequential':
      return l10n.t('One after the other');
    case 'team':
      return l10n.t('A team at the same time');
    case 'staggered-team':
      return l10n.t('A team, each when its contracts are confirmed');
  }
}

/** How the phase is executed and why, and whether there was enough left to start it. */
export function decisionView({ mode, modeReason, gate, teamFailed, id }: PhaseView) {
  if (mode === null && gate === null) return nothing;
  return html`<section class="card" aria-labelledby="decision-${id}">
    <h4 id="decision-${id}">${l10n.t('Decision')}</h4>
    ${
      mode === null
        ? nothing
        : html`<p>
              ${icon('type-hierarchy-sub', 'quiet')} <strong>${modeWords(mode)}</strong>
              <code class="quiet">${mode}</code>
            </p>
            ${modeReason === null ? nothing : html`<p class="quiet reason">${modeReason}</p>`}`
    }
    ${
      teamFailed
        ? html`<p class="team-failed">
            ${icon('warning', 'attention')}
            <span>
              ${l10n.t('Its team produced nothing and was stopped. The workstreams go on one after the other, and there is no second team in this run.')}
            </span>
          </p>`
        : nothing
    }
    ${gate === null ? nothing : gateView(gate)}
  </section>`;
}

function verdictLook(verdict: GateView['verdict']): Look {
  switch (verdict) {
    case 'go':
      return { icon: 'pass', tone: 'good', words: l10n.t('go') };
    case 'fresh-session':
      return { icon: 'debug-restart', tone: 'attention', words: l10n.t('a fresh session') };
    case 'stop':
      return { icon: 'debug-stop', tone: 'bad', words: l10n.t('stop') };
  }
}

function gateView({ verdict, lines }: GateView): TemplateResult {
  const look = verdictLook(verdict);
  return html`<div class="table-frame">
    <table class="gate">
      <caption>
        ${sentence(l10n.t('Budget gate: {0}'), html`${icon(look.icon, look.tone)} <strong>${look.words}</strong>`)}
      </caption>
      <tbody>
        ${lines.map(gateRow)}
      </tbody>
    </table>
  </div>`;
}

/** Lines of the arithmetic end in a verdict, but the one that says what is needed. */
function gateRow(line: string): TemplateResult {
  const [, sum = line, verdict] = /^(.*): (enough|not enough)$/s.exec(line) ?? [];
  if (verdict === undefined)
    return html`<tr>
      <td colspan="2">${line}</td>
    </tr>`;
  const enough = verdict === 'enough';
  return html`<tr>
    <td>${sum}</td>
    <td>
      <span class="result"
        >${icon(enough ? 'pass' : 'error', enough ? 'good' : 'bad')}
        ${enough ? l10n.t('enough') : l10n.t('not enough')}</span
      >
    </td>
  </tr>`;
}
