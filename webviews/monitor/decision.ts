import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { GateView, PhaseView } from '#schemas/run/phase.ts';
import { icon } from '../kit/index.ts';

const modes = {
  solo: 'One executor',
  sequential: 'One after the other',
  team: 'A team at the same time',
  'staggered-team': 'A team, each when its contracts are confirmed',
} as const;

/** How the phase is executed and why, and whether there was enough left to start it. */
export function decisionView({ mode, modeReason, gate, teamFailed, id }: PhaseView) {
  if (mode === null && gate === null) return nothing;
  return html`<section class="card" aria-labelledby="decision-${id}">
    <h4 id="decision-${id}">Decision</h4>
    ${
      mode === null
        ? nothing
        : html`<p>
              ${icon('type-hierarchy-sub', 'quiet')} <strong>${modes[mode]}</strong> <code class="quiet">${mode}</code>
            </p>
            ${modeReason === null ? nothing : html`<p class="quiet reason">${modeReason}</p>`}`
    }
    ${
      teamFailed
        ? html`<p class="team-failed">
            ${icon('warning', 'attention')}
            <span>
              Its team produced nothing and was stopped. The workstreams go on one after the other, and there is no
              second team in this run.
            </span>
          </p>`
        : nothing
    }
    ${gate === null ? nothing : gateView(gate)}
  </section>`;
}

const verdicts = {
  go: { icon: 'pass', tone: 'good', words: 'go' },
  'fresh-session': { icon: 'debug-restart', tone: 'attention', words: 'a fresh session' },
  stop: { icon: 'debug-stop', tone: 'bad', words: 'stop' },
} as const;

function gateView({ verdict, lines }: GateView): TemplateResult {
  const look = verdicts[verdict];
  return html`<div class="table-frame">
    <table class="gate">
      <caption>
        Budget gate: ${icon(look.icon, look.tone)}
        <strong>${look.words}</strong>
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
    <td><span class="result">${icon(enough ? 'pass' : 'error', enough ? 'good' : 'bad')} ${verdict}</span></td>
  </tr>`;
}
