import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit/html.js';
import type { RunView } from '#schemas/run/run.ts';
import { icon } from '../../kit/index.ts';
import { durationWords, spanWords } from '../../kit/language.ts';
import type { Scene } from '../model.ts';
import { lookOf, phaseLook } from '../tones.ts';
import { foldedView } from './folded.ts';
import { goToPhase, goToWorkstream } from './places.ts';
import { phaseSpans, ticksOf, type PhaseSpan, type Span } from './spans.ts';

/** Heights of a phase's bar and of a lane of sessions below it, in pixels. */
const BAR = 6;
const LANE = 7;

/** From when to when everything took place. The drawing has a table with the same, for whoever cannot see it. */
export function timelineView(run: RunView, scene: Scene) {
  const spans = phaseSpans(run, scene.model.now);
  if (spans.length === 0) return nothing;
  const from = Math.min(run.startedAt, ...spans.map(({ start }) => start));
  const length = Math.max(1000, ...spans.map(({ end }) => end - from));
  const key = `${run.id}:timeline`;
  return foldedView(
    key,
    true,
    html`<h2>${l10n.t('Timeline')}</h2>`,
    scene,
    () =>
      html`<div
          class="gantt-frame"
          tabindex="0"
          role="region"
          aria-label=${l10n.t('Drawing of the timeline; a table with the same follows')}
        >
          <div class="gantt" aria-hidden="true">
            ${axisView(length)} ${spans.map((span) => rowView(run, span, from, length, scene))}
          </div>
        </div>
        ${tableView(run, spans, from, scene)}`,
  );
}

const percent = (part: number, whole: number): string => `${Math.min(100, (part / whole) * 100).toFixed(3)}%`;

function axisView(length: number): TemplateResult {
  return html`<div class="gantt-row axis">
    <span></span>
    <svg height="18">
      ${ticksOf(length).map(
        (at) =>
          svg`<line x1=${percent(at, length)} x2=${percent(at, length)} y1="12" y2="18"></line>
          <text x=${percent(at, length)} dx="2" y="10">${at === 0 ? '0' : durationWords(at)}</text>`,
      )}
    </svg>
  </div>`;
}

function rowView(run: RunView, span: PhaseSpan, from: number, length: number, { actions }: Scene): TemplateResult {
  const { phase, start, end, sessions, lanes } = span;
  const look = phaseLook(run, phase);
  return html`<div class="gantt-row">
    <span class="gantt-name" @click=${() => goToPhase(run.id, phase.id, actions)}>
      ${icon(look.icon, look.tone)} <span>${phase.id}. ${phase.title}</span>
    </span>
    <svg height=${Math.max(22, 16 + lanes * LANE)}>
      ${ticksOf(length).map(
        (at) => svg`<line x1=${percent(at, length)} x2=${percent(at, length)} y1="0" y2="100%"></line>`,
      )}
      <rect
        class="span-${look.tone}"
        x=${percent(start - from, length)}
        width=${percent(Math.max(end - start, length / 400), length)}
        y="4"
        height=${BAR}
        rx="2"
      ></rect>
      ${sessions.map((session) => sessionView(run, session, from, length, actions))}
    </svg>
  </div>`;
}

function sessionView(
  run: RunView,
  { phase, worker, start, end, lane }: Span,
  from: number,
  length: number,
  actions: Scene['actions'],
) {
  const { name, status, held } = worker;
  const look = lookOf(held === null ? status : 'paused');
  const y = 13 + lane * LANE;
  const x = percent(start - from, length);
  return svg`<g @click=${() => goToWorkstream(run.id, phase.id, name, actions)}>
    <title>${[name, look.words, durationWords(end - start)].join(' · ')}</title>
    <rect class="session span-${look.tone} session-${status}" x=${x} y=${y}
      width=${percent(Math.max(end - start, length / 400), length)} height=${LANE - 2} rx="1"></rect>
    ${status === 'failed' ? svg`<text class="failed-mark" x=${x} dx="2" y=${y + 5}>×</text>` : nothing}
  </g>`;
}

function tableView(run: RunView, spans: readonly PhaseSpan[], from: number, scene: Scene): TemplateResult {
  const key = `${run.id}:timeline-table`;
  const titles = [l10n.t('Phase'), l10n.t('Workstream'), l10n.t('State'), l10n.t('Began after'), l10n.t('Took')];
  return foldedView(
    key,
    false,
    html`<span class="quiet">${l10n.t('The timeline as a table')}</span>`,
    scene,
    () =>
      html`<div class="table-frame" tabindex="0" role="region" aria-label=${l10n.t('Timeline')}>
        <table class="span-table">
          <thead>
            <tr>
              ${titles.map((title) => html`<th scope="col">${title}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${spans.map((span) => spanRows(run, span, from, scene))}
          </tbody>
        </table>
      </div>`,
  );
}

function spanRows(run: RunView, { phase, start, end, sessions }: PhaseSpan, from: number, { model, actions }: Scene) {
  const look = phaseLook(run, phase);
  const times = (begin: number, over: number | null) =>
    html`<td>${durationWords(begin - from)}</td>
      <td>${spanWords(begin, over, model.now)}</td>`;
  return html`<tr>
      <th scope="row">
        <button class="link" @click=${() => goToPhase(run.id, phase.id, actions)}>${phase.id}. ${phase.title}</button>
      </th>
      <td></td>
      <td><span class="status">${icon(look.icon, look.tone)} ${look.words}</span></td>
      ${times(start, phase.endedAt === null && run.endedAt === null ? null : end)}
    </tr>
    ${sessions.map(({ worker: { name, status, held, endedAt }, start: begin }) => {
      const state = lookOf(held === null ? status : 'paused');
      return html`<tr>
        <td></td>
        <td>
          <button class="link" @click=${() => goToWorkstream(run.id, phase.id, name, actions)}>
            ${name.replace(/^@/, '')}
          </button>
        </td>
        <td><span class="status">${icon(state.icon, state.tone)} ${state.words}</span></td>
        ${times(begin, endedAt)}
      </tr>`;
    })}`;
}
