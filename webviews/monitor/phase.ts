import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import { phaseChoices } from '#schemas/run/choices.ts';
import { phaseWaits } from '#schemas/run/open-signals.ts';
import { workersOf, type PhaseStep, type PhaseView, type WorkstreamView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import { icon } from '../kit/index.ts';
import { spanWords } from '../kit/language.ts';
import { about } from './forms.ts';
import { contextOf } from './live/context.ts';
import { graphView } from './live/graph.ts';
import { late } from './live/late.ts';
import { places } from './live/places.ts';
import type { Scene } from './model.ts';
import { isSteering, steeringToggle, steeringView } from './steering.ts';
import { phaseLook } from './tones.ts';
import { workstreamView } from './workstream.ts';

/** A phase as one station of the timeline. What is under way is unfolded, unless the person folded it. */
export function phaseView(run: RunView, phase: PhaseView, scene: Scene): TemplateResult {
  const look = phaseLook(run, phase);
  const moving = scene.live && phase.status === 'in-progress' && run.status === 'running' && !phase.held;
  const head = html`<h3>${phase.id}. ${phase.title}</h3>
    <span class="quiet">${summaryOf(run, phase, scene.model.now)}</span>`;
  const bare = phase.status === 'pending' && phase.prp === null && !scene.steerable;
  return html`<li class="station station-${phase.status}" data-vscode-context=${contextOf(run, phase, null)}>
    <span class="marker ${moving ? 'pulse' : ''}">${icon(look.icon, look.tone)}</span>
    ${bare ? html`<div>${head}</div>` : foldedView(run, phase, head, scene)}
  </li>`;
}

function foldedView(run: RunView, phase: PhaseView, head: TemplateResult, scene: Scene): TemplateResult {
  const { model, actions } = scene;
  const key = places.phaseFold(run.id, phase.id);
  const active = phase.status === 'in-progress' || phase.status === 'failed';
  const open = model.unfolded[key] ?? active;
  return html`<details
    .open=${open}
    @toggle=${(event: ToggleEvent) => {
      const now = event.currentTarget instanceof HTMLDetailsElement && event.currentTarget.open;
      if (now !== open) actions.unfold(key, now);
    }}
  >
    <summary id=${places.phase(phase.id)}>${head}</summary>
    ${open ? phaseBody(run, phase, scene) : nothing}
  </details>`;
}

function phaseBody(run: RunView, phase: PhaseView, scene: Scene): TemplateResult {
  const workers = workersOf(phase);
  const { prp, id } = phase;
  const place = {
    key: about.phase(run.id, id),
    run: run.id,
    phase: id,
    workstream: null,
    name: l10n.t('phase {0}', id),
    verbs: phaseChoices(run, phase),
    opens: [],
  };
  // All that there is to a phase without a plan is what can be decided about it.
  const planned = phase.status !== 'pending' || prp !== null;
  return html`${stepsView(run, phase)}
    <div class="plan">
      ${
        prp === null
          ? nothing
          : html`<button class="link" @click=${() => scene.actions.post({ type: 'open-file', run: run.id, path: prp })}>
              ${prp}
            </button>`
      }
      ${planned ? steeringToggle(place, scene) : nothing}
    </div>
    ${planned && !isSteering(place, scene) ? nothing : steeringView(place, scene)}
    ${
      workers.length === 0
        ? nothing
        : html`<h4>${l10n.t('Workstreams')}</h4>
            ${graphView(run, phase, scene)} ${listView(run, phase, scene)}`
    }
    ${late(
      scene.model,
      ({ contractsView, decisionView, receiptsView, verificationView }) =>
        html`${contractsView(run, phase, scene)} ${decisionView(phase)} ${receiptsView(run, phase, scene)}
        ${verificationView(phase)}`,
    )}
    ${commitView(phase)}`;
}

/** A list is read to its end only where it is short: of many, those that something happens with. */
const SHORT = 6;

function listView(run: RunView, phase: PhaseView, scene: Scene): TemplateResult {
  const { actions, model } = scene;
  const workers = workersOf(phase);
  const key = `${places.phaseFold(run.id, phase.id)}:all`;
  const all = model.unfolded[key] === true || workers.length <= SHORT;
  const shown = all ? workers : workers.filter((worker) => isNotable(run, phase, worker, scene));
  const hidden = workers.length - shown.length;
  return html`<ul class="rows">
      ${repeat(
        shown,
        ({ name }) => name,
        (worker) => workstreamView(run, phase, worker, scene),
      )}
    </ul>
    ${
      workers.length <= SHORT || (hidden === 0 && !all)
        ? nothing
        : html`<button class="link" aria-expanded=${String(all)} @click=${() => actions.unfold(key, !all)}>
            ${all ? l10n.t('Show only what matters now') : hidden === 1 ? l10n.t('Show 1 more') : l10n.t('Show {0} more', hidden)}
          </button>`
    }`;
}

const isNotable = (run: RunView, phase: PhaseView, { name, status, held, outside }: WorkstreamView, { model }: Scene) =>
  status === 'in-progress' ||
  status === 'failed' ||
  held !== null ||
  outside.length > 0 ||
  model.unfolded[places.workstreamFold(run.id, phase.id, name)] === true ||
  model.forms[about.workstream(run.id, phase.id, name)] !== undefined;

function summaryOf(run: RunView, phase: PhaseView, now: number): string {
  const parts = [phaseLook(run, phase).words];
  if (phase.startedAt !== null) parts.push(spanWords(phase.startedAt, phase.endedAt, now));
  const count = phase.workstreams.length;
  if (count > 0) parts.push(count === 1 ? l10n.t('1 workstream') : l10n.t('{0} workstreams', count));
  if (phase.status === 'deferred' && phase.reason !== null) parts.push(phase.reason);
  return parts.join(' · ');
}

/** In the order in which a phase takes them. */
const steps: readonly PhaseStep[] = [
  'prp',
  'gate',
  'execute',
  'contracts',
  'debug',
  'integrate',
  'validate',
  'commit',
  'checkpoint',
  'land',
  'clean-up',
];

function stepWords(step: PhaseStep): string {
  switch (step) {
    case 'prp':
      return l10n.t('Plan');
    case 'gate':
      return l10n.t('Budget');
    case 'execute':
      return l10n.t('Execute');
    case 'contracts':
      return l10n.t('Compare contracts');
    case 'debug':
      return l10n.t('Mend');
    case 'integrate':
      return l10n.t('Integrate');
    case 'validate':
      return l10n.t('Validate');
    case 'commit':
      return l10n.t('Commit');
    case 'checkpoint':
      return l10n.t('Checkpoint');
    case 'land':
      return l10n.t('Land');
    case 'clean-up':
      return l10n.t('Clean up');
  }
}

/** Only the steps that this phase takes: most have no contracts to compare and nothing to mend. */
function stepsOf({ step, comparisons, debugCycles }: PhaseView): readonly PhaseStep[] {
  const taken = { gate: step === 'gate', contracts: comparisons.length > 0, debug: debugCycles > 0 };
  return steps.filter((id) => id === step || !(id in taken) || taken[id as keyof typeof taken]);
}

function stepsView(run: RunView, phase: PhaseView) {
  const { step } = phase;
  if (step === null) return nothing;
  const path = stepsOf(phase);
  const current = path.indexOf(step);
  return html`<ol class="steps" aria-label=${l10n.t('Steps of the phase')}>
    ${path.map((one, index) => {
      const words = stepWords(one);
      if (index < current)
        return html`<li>${icon('check', 'good')} ${words}<span class="spoken">, ${l10n.t('done')}</span></li>`;
      if (index > current) return html`<li class="quiet">${words}</li>`;
      const [name, tone] = phaseWaits(run, phase)
        ? (['bell-dot', 'attention'] as const)
        : phase.status === 'failed'
          ? (['error', 'bad'] as const)
          : (['arrow-small-right', 'active'] as const);
      return html`<li class="current" aria-current="step">${icon(name, tone)} ${words}</li>`;
    })}
  </ol>`;
}

function commitView({ commit }: PhaseView) {
  if (commit === null) return nothing;
  const { files, insertions, deletions } = commit.stats;
  return html`<h4>${l10n.t('Commit')}</h4>
    <p class="commit">
      ${icon('git-commit', 'quiet')} <code>${commit.sha.slice(0, 10)}</code>
      <span>${commit.message.split('\n')[0]}</span>
      <span class="quiet"
        >${files === 1 ? l10n.t('1 file') : l10n.t('{0} files', files)}, +${insertions} −${deletions}</span
      >
    </p>`;
}
