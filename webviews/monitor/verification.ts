import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { PhaseView } from '#schemas/run/phase.ts';
import type { Gap } from '#schemas/run/reports.ts';
import { icon } from '../kit/index.ts';

const grades = {
  PASS: { icon: 'verified-filled', tone: 'good', words: 'passed' },
  GAPS_FOUND: { icon: 'warning', tone: 'attention', words: 'gaps found' },
  HUMAN_NEEDED: { icon: 'bell-dot', tone: 'attention', words: 'a person is needed' },
} as const;

/** What the independent validator says of the phase, and how often it was mended. */
export function verificationView({ verification, debugCycles }: PhaseView) {
  if (verification === null) {
    return debugCycles === 0
      ? nothing
      : html`<h4>Mending</h4>
          <p>${cyclesView(debugCycles)}</p>`;
  }
  const { grade, requirements, tests, gaps, warnings } = verification;
  const look = grades[grade];
  return html`<h4>Verification</h4>
    <p class="commit">
      ${icon(look.icon, look.tone)} <strong>${look.words}</strong>
      <span class="quiet">by an independent validator</span> ${debugCycles === 0 ? nothing : cyclesView(debugCycles)}
    </p>
    <dl class="report-facts">
      ${said('Requirements', requirements)} ${said('Tests', tests)} ${said('Warnings', warnings)}
    </dl>
    ${gaps.length === 0 ? nothing : gapsView(gaps)}`;
}

const cyclesView = (cycles: number): TemplateResult =>
  html`<span class="result">
    ${icon('debug-alt', 'attention')} ${cycles === 1 ? 'mended once' : `mended ${cycles} times`}
  </span>`;

const said = (term: string, text: string) =>
  text.trim() === ''
    ? nothing
    : html`<dt>${term}</dt>
        <dd class="reason">${text}</dd>`;

const severities = {
  CRITICAL: { icon: 'error', tone: 'bad', words: 'critical' },
  MAJOR: { icon: 'warning', tone: 'attention', words: 'major' },
  MINOR: { icon: 'info', tone: 'quiet', words: 'minor' },
} as const;

function gapsView(gaps: readonly Gap[]): TemplateResult {
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="Gaps">
    <table class="gaps">
      <thead>
        <tr>
          <th scope="col">Severity</th>
          <th scope="col">Gap</th>
          <th scope="col">Expected</th>
          <th scope="col">Actual</th>
        </tr>
      </thead>
      <tbody>
        ${gaps.map(({ gap, expected, actual, severity, files }) => {
          const look = severities[severity];
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
