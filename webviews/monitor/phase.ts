import { html, nothing, type TemplateResult } from 'lit';
import type { PhaseStep, PhaseView } from '#schemas/run/phase.ts';
import type { RunView } from '#schemas/run/run.ts';
import { spanWords } from '#schemas/webview/time-words.ts';
import { icon } from '../kit/index.ts';
import { receiptsView } from './receipts.ts';
import { lookOf } from './tones.ts';
import type { MonitorActions, MonitorModel } from './model.ts';
import { workstreamView } from './workstream.ts';

/** A phase as one station of the timeline. What is under way is unfolded, unless the person folded it. */
export function phaseView(
  run: RunView,
  phase: PhaseView,
  model: MonitorModel,
  actions: MonitorActions,
): TemplateResult {
  const key = `${run.id}:${phase.id}`;
  const active = phase.status === 'in-progress' || phase.status === 'failed';
  const open = model.unfolded[key] ?? active;
  const look = lookOf(phase.status);
  const live = model.state?.server.state === 'ready';
  const pulse = live && phase.status === 'in-progress' && run.status === 'running' ? 'pulse' : '';
  return html`<li class="station station-${phase.status}">
    <span class="marker ${pulse}">${icon(look.icon, look.tone)}</span>
    ${
      phase.status === 'pending'
        ? html`<div class="phase-head">
            <h3>${phase.id}. ${phase.title}</h3>
            <span class="quiet">pending</span>
          </div>`
        : html`<details
            .open=${open}
            @toggle=${(event: ToggleEvent) => {
              const now = event.currentTarget instanceof HTMLDetailsElement && event.currentTarget.open;
              if (now !== open) actions.unfold(key, now);
            }}
          >
            <summary>
              <h3>${phase.id}. ${phase.title}</h3>
              <span class="quiet">${summaryOf(phase, model.now)}</span>
            </summary>
            ${stepsView(phase)} ${modeView(phase)}
            ${
              phase.workstreams.length === 0
                ? nothing
                : html`<h4>Workstreams</h4>
                    <ul class="workstreams">
                      ${phase.workstreams.map((workstream) => workstreamView(run, phase, workstream, model.now, actions))}
                    </ul>`
            }
            ${phase.receipts.length === 0 ? nothing : receiptsView(phase.receipts)} ${commitView(phase)}
          </details>`
    }
  </li>`;
}

function summaryOf(phase: PhaseView, now: number): string {
  const parts = [lookOf(phase.status).words];
  if (phase.startedAt !== null) parts.push(spanWords(phase.startedAt, phase.endedAt, now));
  if (phase.workstreams.length > 0) parts.push(count(phase.workstreams.length, 'workstream'));
  return parts.join(' · ');
}

const steps: readonly { readonly id: PhaseStep; readonly words: string }[] = [
  { id: 'prp', words: 'Plan' },
  { id: 'execute', words: 'Execute' },
  { id: 'integrate', words: 'Integrate' },
  { id: 'validate', words: 'Validate' },
  { id: 'commit', words: 'Commit' },
  { id: 'checkpoint', words: 'Checkpoint' },
  { id: 'land', words: 'Land' },
  { id: 'clean-up', words: 'Clean up' },
];

function stepsView({ step, status }: PhaseView) {
  if (step === null) return nothing;
  const current = steps.findIndex(({ id }) => id === step);
  return html`<ol class="steps" aria-label="Steps of the phase">
    ${steps.map(({ words }, index) => {
      if (index < current) return html`<li>${icon('check', 'good')} ${words}<span class="spoken">, done</span></li>`;
      if (index > current) return html`<li class="quiet">${words}</li>`;
      const failed = status === 'failed';
      return html`<li class="current" aria-current="step">
        ${icon(failed ? 'error' : 'arrow-small-right', failed ? 'bad' : 'active')} ${words}
      </li>`;
    })}
  </ol>`;
}

function modeView({ mode, modeReason }: PhaseView) {
  if (mode === null) return nothing;
  return html`<p class="quiet">Mode ${mode}${modeReason === null ? '.' : `: ${modeReason}`}</p>`;
}

function commitView({ commit }: PhaseView) {
  if (commit === null) return nothing;
  const { files, insertions, deletions } = commit.stats;
  return html`<h4>Commit</h4>
    <p class="commit">
      ${icon('git-commit', 'quiet')} <code>${commit.sha.slice(0, 10)}</code>
      <span>${commit.message.split('\n')[0]}</span>
      <span class="quiet">${count(files, 'file')}, +${insertions} −${deletions}</span>
    </p>`;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
