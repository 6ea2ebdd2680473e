import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ContractComparison, ContractView, PhaseView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import { icon, inline } from '../kit/index.ts';
import { sentence } from '../kit/sentence.ts';
import type { Scene } from './model.ts';
import type { Look } from './tones.ts';

function statusLook(status: ContractView['status']): Look {
  switch (status) {
    case 'wanted':
      return { icon: 'circle-large-outline', tone: 'quiet', words: l10n.t('wanted') };
    case 'checking':
      return { icon: 'eye', tone: 'attention', words: l10n.t('to be confirmed') };
    case 'confirmed':
      return { icon: 'verified', tone: 'good', words: l10n.t('confirmed') };
    case 'waived':
      return { icon: 'debug-step-over', tone: 'quiet', words: l10n.t('waived') };
  }
}

function sourceWords(source: NonNullable<ContractView['source']>): string {
  switch (source) {
    case 'plan':
      return l10n.t('from the plan');
    case 'agent':
      return l10n.t('as its agent published it');
    case 'person':
      return l10n.t('by a person');
  }
}

/** What the workstreams of a phase owe each other, and what came of it. */
export function contractsView(run: RunView, phase: PhaseView, scene: Scene) {
  const owed = phase.workstreams.flatMap(({ name, contract }) => (contract === null ? [] : [{ name, contract }]));
  if (owed.length === 0 && phase.comparisons.length === 0) return nothing;
  return html`<h4>${l10n.t('Contracts')}</h4>
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
  const look = statusLook(status);
  const facts = [
    look.words,
    ...(source === null ? [] : [sourceWords(source)]),
    ...(attempts > 1 ? [l10n.t('{0} tries', attempts)] : []),
  ];
  return html`<li>
    ${icon(look.icon, look.tone)}
    <div>
      <p>
        ${sentence(l10n.t('{0} owes {1}'), html`<strong>${workstream}</strong>`, html`<strong>${to.join(', ')}</strong>`)}
        <span class="quiet">${facts.join(' · ')}</span>
        ${
          text === null
            ? nothing
            : html`<button
                class="link"
                aria-label=${l10n.t('Show contract of {0}', workstream)}
                @click=${() => actions.post({ type: 'show-contract', run: run.id, phase: phase.id, workstream })}
              >
                ${l10n.t('Show contract')}
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
  return html`<li>
    ${icon(fits ? 'pass' : 'diff', fits ? 'good' : 'bad')}
    <div>
      <p>
        <strong>${from}</strong> → <strong>${to}</strong>
        <span class="quiet">${comparedWords(differences.length)}</span>
        <button
          class="link"
          aria-label=${fits ? l10n.t('Show both sides of {0} and {1}', from, to) : l10n.t('Show differences of {0} and {1}', from, to)}
          @click=${() => actions.post({ type: 'show-differences', run: run.id, phase: phase.id, from, to })}
        >
          ${fits ? l10n.t('Show both sides') : l10n.t('Show differences')}
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

function comparedWords(differences: number): string {
  if (differences === 0) return l10n.t('compared: both sides agree');
  return differences === 1 ? l10n.t('compared: 1 difference') : l10n.t('compared: {0} differences', differences);
}
