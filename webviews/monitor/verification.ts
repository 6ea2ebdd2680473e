import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { PhaseView } from '#schemas/run/phase.ts';
import type { Gap } from '#schemas/run/reports.ts';
import { icon } from '../kit/index.ts';
import type { Look } from './tones.ts';

function gradeLook(grade: NonNullable<PhaseView['verification']>['grade']): Look {
  switch (grade) {
    case 'PASS':
      return { icon: 'verified-filled', tone: 'good', words: l10n.t('passed') };
    case 'GAPS_FOUND':
      return { icon: 'warning', tone: 'attention', words: l10n.t('gaps found') };
    case 'HUMAN_NEEDED':
      return { icon: 'bell-dot', tone: 'attention', words: l10n.t('a person is needed') };
  }
}

/** What the independent validator says of the phase, and how often it was mended. */
export function verificationView({ verification, debugCycles }: PhaseView) {
  if (verification === null) {
    return debugCycles === 0
      ? nothing
      : html`<h4>${l10n.t('Mending')}</h4>
          <p>${cyclesView(debugCycles)}</p>`;
  }
  const { grade, requirements, tests, gaps, warnings } = verification;
  const look = gradeLook(grade);
  return html`<h4>${l10n.t('Verification')}</h4>
    <p class="commit">
      ${icon(look.icon, look.tone)} <strong>${look.words}</strong>
      <span class="quiet">${l10n.t('by an independent validator')}</span>
      ${debugCycles === 0 ? nothing : cyclesView(debugCycles)}
    </p>
    <dl class="report-facts">
      ${said(l10n.t('Requirements'), requirements)} ${said(l10n.t('Tests'), tests)}
      ${said(l10n.t('Warnings'), warnings)}
    </dl>
    ${gaps.length === 0 ? nothing : gapsView(gaps)}`;
}

const cyclesView = (cycles: number): TemplateResult =>
  html`<span class="result">
    ${icon('debug-alt', 'attention')} ${cycles === 1 ? l10n.t('mended once') : l10n.t('mended {0} times', cycles)}
  </span>`;

const said = (term: string, text: string) =>
  text.trim() === ''
    ? nothing
    : html`<dt>${term}</dt>
        <dd class="reason">${text}</dd>`;

function severityLook(severity: Gap['severity']): Look {
  switch (severity) {
    case 'CRITICAL':
      return { icon: 'error', tone: 'bad', words: l10n.t('critical') };
    case 'MAJOR':
      return { icon: 'warning', tone: 'attention', words: l10n.t('major') };
    case 'MINOR':
      return { icon: 'info', tone: 'quiet', words: l10n.t('minor') };
  }
}

function gapsView(gaps: readonly Gap[]): TemplateResult {
  return html`<div class="table-frame" tabindex="0" role="region" aria-label=${l10n.t('Gaps')}>
    <table class="gaps">
      <thead>
        <tr>
          <th scope="col">${l10n.t('Severity')}</th>
          <th scope="col">${l10n.t('Gap')}</th>
          <th scope="col">${l10n.t('Expected')}</th>
          <th scope="col">${l10n.t('Actual')}</th>
        </tr>
      </thead>
      <tbody>
        ${gaps.map(({ gap, expected, actual, severity, files }) => {
          const look = severityLook(severity);
          return html`<tr>
            <td><span class="result">${icon(look.icon, look.tone)} ${look.words}</span></td>
            <td>${gap}${files.length === 0 ? nothing : html`<p class="quiet path">${files.join(', ')}</p>`}</td>
            <td>${expected}</td>
            <td>${actual}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
