import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { openSignals, wantsAnswer } from '#schemas/run/open-signals.ts';
import type { RunView } from '#schemas/run/run.ts';
import type { MonitorState } from '#schemas/webview/monitor.ts';
import { icon } from '../../kit/index.ts';
import { headerView } from '../header.ts';
import type { MonitorActions, MonitorModel, Scene } from '../model.ts';
import { outcomeNotice, reasonNotice } from '../notices.ts';
import { phaseView } from '../phase.ts';
import { signalsView } from '../signal.ts';
import { lookOf } from '../tones.ts';
import { foldedView } from './folded.ts';
import { failedView, late } from './late.ts';
import { nowView } from './now.ts';
import { pickerView } from './picker.ts';
import { places } from './places.ts';

/** One run as it goes on: what it asks, what is at work now, and everything that happened. */
export function liveView(state: MonitorState, model: MonitorModel, actions: MonitorActions): TemplateResult {
  return html`${pickerView(state, actions)}
  ${state.run === null ? absentView(state, actions) : runView(state.run, state, model, actions)}
  ${late(model, ({ peersView }) => peersView(model, actions))} ${failedView(model)}`;
}

function runView(run: RunView, { trusted, server }: MonitorState, given: MonitorModel, actions: MonitorActions) {
  const live = server.state === 'ready';
  // Without a server nobody knows what is so now: clocks stand still at what it last said.
  const model = live ? given : { ...given, now: run.updatedAt };
  const scene: Scene = { model, actions, live, steerable: trusted && live };
  return html`
    ${headerView(run, scene)}
    <p class="spoken" role="status" aria-live="polite">${spokenSummary(run)}</p>
    ${outcomeNotice(run, actions)} ${reasonNotice(run)} ${signalsView(run, scene)} ${nowView(run, scene)}
    ${late(model, ({ reportView, timelineView }) => html`${reportView(run, actions)} ${timelineView(run, scene)}`)}
    <section aria-labelledby="phases">
      <h2 id="phases">${l10n.t('Phases')}</h2>
      ${phasesView(run, scene)}
    </section>
    ${late(model, ({ spendingView }) => spendingView(run))}
  `;
}

/** So many finished phases are still read past; more of them are folded into one line. */
const FEW = 3;

/** What is finished stands first, and is of the least interest: it folds away. */
function phasesView(run: RunView, scene: Scene): TemplateResult {
  const unfinished = run.phases.findIndex(({ status }) => status !== 'completed');
  const count = run.report === null && unfinished > FEW ? unfinished : 0;
  const list = (phases: RunView['phases']) =>
    html`<ol class="timeline">
      ${phases.map((phase) => phaseView(run, phase, scene))}
    </ol>`;
  if (count === 0) return list(run.phases);
  const head = html`<span>${l10n.t('{0} phases are completed', count)}</span>`;
  return html`${foldedView(places.finishedFold(run.id), false, head, scene, () => list(run.phases.slice(0, count)))}
  ${list(run.phases.slice(count))}`;
}

/** As much of a question as is read out by itself. */
const SPOKEN = 500;

/** Read out when it changes: the status, how far the phases are and what is newly asked, never the ticking of clocks. */
function spokenSummary(run: RunView): string {
  const { prd, status, phases } = run;
  const completed = phases.filter((phase) => phase.status === 'completed').length;
  const asked = openSignals([run]).filter(({ signal }) => wantsAnswer(signal));
  const newest = asked.toSorted((a, b) => b.signal.askedAt - a.signal.askedAt)[0];
  const far = l10n.t('{0} is {1}, {2} of {3} phases completed.', prd, lookOf(status).words, completed, phases.length);
  if (newest === undefined) return far;
  const things = asked.length === 1 ? l10n.t('1 thing needs you.') : l10n.t('{0} things need you.', asked.length);
  return [far, things, newest.signal.text.slice(0, SPOKEN)].join(' ');
}

/** The run that was asked for is gone, or nothing has run; known only while the server can be asked. */
function absentView(state: MonitorState, actions: MonitorActions): TemplateResult {
  if (state.server.state !== 'ready') return html`<h1 class="spoken">${l10n.t('CLUTCH Monitor')}</h1>`;
  return state.chosen === null ? emptyView(state, actions) : goneView(state, actions);
}

function goneView({ runs }: MonitorState, actions: MonitorActions): TemplateResult {
  return html`<section class="empty">
    ${icon('question', 'quiet')}
    <h1>${l10n.t('This run is not here any more')}</h1>
    <p class="quiet">${l10n.t('It was removed, or it belongs to a project that is not open in this window.')}</p>
    ${
      runs.length === 0
        ? nothing
        : html`<vscode-button @click=${() => actions.show({ run: null })}
            >${l10n.t('Show the Newest Run')}</vscode-button
          >`
    }
  </section>`;
}

function emptyView({ trusted }: MonitorState, { post }: MonitorActions): TemplateResult {
  return html`<section class="empty">
    ${icon('pulse', 'quiet')}
    <h1>${l10n.t('Nothing has run yet')}</h1>
    <p class="quiet">
      ${
        trusted
          ? l10n.t('Run a plan, and its phases, workstreams, validations and commits appear here as they happen.')
          : l10n.t('This workspace is not trusted, so nothing runs in it. Trust it to run plans.')
      }
    </p>
    ${trusted ? html`<vscode-button @click=${() => post({ type: 'run-plan' })}>${l10n.t('Run Plan…')}</vscode-button>` : nothing}
  </section>`;
}
