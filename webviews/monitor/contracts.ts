import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ContractComparison, ContractView, PhaseView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import { icon, inline } from '../kit/index.ts';
import type { Scene } from './model.ts';

const statuses = {
  wanted: { icon: 'circle-large-outline', tone: 'quiet', words: 'wanted' },
  checking: { icon: 'eye', tone: 'attention', words: 'to be confirmed' },
  confirmed: { icon: 'verified', tone: 'good', words: 'confirmed' },
  waived: { icon: 'debug-step-over', tone: 'quiet', words: 'waived' },
} as const;
const sources = { plan: 'from the plan', agent: 'as its agent published it', person: 'by a person' } as const;

/** What the workstreams of a phase owe each other, and what came of it. */
export function contractsView(run: RunView, phase: PhaseView, scene: Scene) {
  const owed = phase.workstreams.flatMap(({ name, contract }) => (contract === null ? [] : [{ name, contract }]));
  if (owed.length === 0 && phase.comparisons.length === 0) return nothing;
  return html`<h4>Contracts</h4>
    <ul class="rows">
      ${owed.map(({ name, contract }) => contractView(run, phase, name, contract, scene))}
      ${phase.comparisons.map((comparison) => comparisonView(run, phase, comparison, scene))}
    </ul>`;
}

function contractView(
  run: RunView,
  phase: PhaseView,
  workstream: string,
  { to, about, status, source, text, findings, attempts }: ContractView,
  { actions }: Scene,
): TemplateResult {
  const look = statuses[status];
  const facts = [
    look.words,
    ...(source === null ? [] : [sources[source]]),
    ...(attempts > 1 ? [`${attempts} tries`] : []),
  ];
  return html`<li>
    ${icon(look.icon, look.tone)}
    <div>
      <p>
        <strong>${workstream}</strong> owes <strong>${to.join(', ')}</strong>
        <span class="quiet">${facts.join(' · ')}</span>
        ${
          text === null
            ? nothing
            : html`<button
                class="link"
                @click=${() => actions.post({ type: 'show-contract', run: run.id, phase: phase.id, workstream })}
              >
                Show contract<span class="spoken"> of ${workstream}</span>
              </button>`
        }
      </p>
      <p class="quiet reason">${inline(about)}</p>
      ${
        findings.length === 0
          ? nothing
          : html`<ul class="findings">
              ${findings.map(({ path, message }) => html`<li><code>${path}</code> ${inline(message)}</li>`)}
            </ul>`
      }
    </div>
  </li>`;
}

function comparisonView(
  run: RunView,
  phase: PhaseView,
  { from, to, differences }: ContractComparison,
  { actions }: Scene,
): TemplateResult {
  const fits = differences.length === 0;
  const words = fits
    ? 'both sides agree'
    : differences.length === 1
      ? '1 difference'
      : `${differences.length} differences`;
  return html`<li>
    ${icon(fits ? 'pass' : 'diff', fits ? 'good' : 'bad')}
    <div>
      <p>
        <strong>${from}</strong> → <strong>${to}</strong> <span class="quiet">compared: ${words}</span>
        <button
          class="link"
          @click=${() => actions.post({ type: 'show-differences', run: run.id, phase: phase.id, from, to })}
        >
          ${fits ? 'Show both sides' : 'Show differences'}<span class="spoken"> of ${from} and ${to}</span>
        </button>
      </p>
      ${
        fits
          ? nothing
          : html`<ul class="findings">
              ${differences.map(({ workstream, message }) => html`<li><strong>${workstream}</strong> ${inline(message)}</li>`)}
            </ul>`
      }
    </div>
  </li>`;
}
