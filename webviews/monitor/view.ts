import { html, nothing, type TemplateResult } from 'lit';
import type { RunView } from '#schemas/run/run.ts';
import type { MonitorServer, MonitorState } from '#schemas/webview/monitor.ts';
import { icon, markdown } from '../kit/index.ts';
import { headerView } from './header.ts';
import type { MonitorActions, MonitorModel } from './model.ts';
import { phaseView } from './phase.ts';
import { questionView } from './question.ts';

export function monitorView(model: MonitorModel, actions: MonitorActions): TemplateResult {
  const { state } = model;
  if (state === null) return html`<p class="empty quiet">Waiting for the extension…</p>`;
  return html`
    ${serverNotice(state.server, actions)}
    ${state.run === null ? emptyView(state, actions) : runView(state.run, state, model, actions)}
  `;
}

function runView(run: RunView, { trusted, server }: MonitorState, given: MonitorModel, actions: MonitorActions) {
  const live = server.state === 'ready';
  const steerable = trusted && live;
  // Without a server nobody knows what is so now: clocks stand still at what it last said.
  const model = live ? given : { ...given, now: run.updatedAt };
  return html`
    ${headerView(run, { now: model.now, steerable, live }, actions)}
    <p class="spoken" role="status" aria-live="polite">${spokenSummary(run)}</p>
    ${reasonNotice(run)}
    ${run.questions.map((question) => questionView(run.id, question, { now: model.now, steerable }, actions))}
    ${run.report === null ? nothing : reportView(run, run.report, actions)}
    <section aria-labelledby="phases">
      <h2 id="phases">Phases</h2>
      <ol class="timeline">
        ${run.phases.map((phase) => phaseView(run, phase, model, actions))}
      </ol>
    </section>
  `;
}

/** Read out when it changes: the status and how far the phases are, never the ticking of clocks. */
function spokenSummary({ prd, status, phases, questions }: RunView): string {
  const completed = phases.filter((phase) => phase.status === 'completed').length;
  const asked = questions.length === 0 ? '' : ` ${questions.length} questions to answer.`;
  return `${prd} is ${status}, ${completed} of ${phases.length} phases completed.${asked}`;
}

function reasonNotice({ status, reason }: RunView) {
  if (reason === null) return nothing;
  const [name, tone, title] =
    status === 'failed'
      ? (['error', 'bad', 'The run failed'] as const)
      : status === 'stopped'
        ? (['debug-pause', 'quiet', 'The run was stopped'] as const)
        : (['bell-dot', 'attention', 'The run waits for you'] as const);
  return html`<section class="notice edge-${tone}" aria-label=${title}>
    ${icon(name, tone)}
    <div>
      <h2>${title}</h2>
      <p class="reason">${reason}</p>
    </div>
  </section>`;
}

function reportView(run: RunView, report: string, { post }: MonitorActions): TemplateResult {
  return html`<section class="report" aria-labelledby="report">
    <div class="section-head">
      <h2 id="report">Completion report</h2>
      <vscode-button appearance="secondary" @click=${() => post({ type: 'open-report', run: run.id })}>
        Open as document
      </vscode-button>
    </div>
    ${markdown(report.replace(/^\s*# .*\n/, ''))}
  </section>`;
}

function serverNotice({ state, message }: MonitorServer, { post }: MonitorActions) {
  if (state === 'ready') return nothing;
  if (state === 'starting') {
    return html`<section class="notice" role="status">
      ${icon('plug', 'quiet')}
      <div><p>Connecting to the CLUTCH server. What you see may be out of date.</p></div>
    </section>`;
  }
  const title = state === 'down' ? 'The CLUTCH server is not running' : 'A server of another version is running';
  return html`<section class="notice edge-bad" role="alert">
    ${icon('debug-disconnect', 'bad')}
    <div>
      <h2>${title}</h2>
      <p class="reason">${message ?? ''}</p>
      <p class="quiet">Runs are kept and go on with the server. What you see is what it last said.</p>
      <div class="actions">
        <vscode-button @click=${() => post({ type: 'restart-server' })}>
          ${state === 'down' ? 'Restart Server' : 'Replace Server'}
        </vscode-button>
      </div>
    </div>
  </section>`;
}

function emptyView({ server, trusted }: MonitorState, { post }: MonitorActions): TemplateResult {
  // Whether anything has run is known only while the server can be asked.
  if (server.state !== 'ready') return html`<h1 class="spoken">CLUTCH Monitor</h1>`;
  return html`<section class="empty">
    ${icon('pulse', 'quiet')}
    <h1>Nothing has run yet</h1>
    <p class="quiet">
      ${
        trusted
          ? 'Run a plan, and its phases, workstreams, validations and commits appear here as they happen.'
          : 'This workspace is not trusted, so nothing runs in it. Trust it to run plans.'
      }
    </p>
    ${trusted ? html`<vscode-button @click=${() => post({ type: 'run-plan' })}>Run Plan…</vscode-button>` : nothing}
  </section>`;
}
